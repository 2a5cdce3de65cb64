import type { Stripe } from 'stripe'

import { invalidRequest, missingResource } from '../http/stripe-fault.ts'
import type { Task, TaskName } from '../agenda/task.ts'
import type { RequestLog } from '../http/request-log.ts'
import { newId } from './ids.ts'
import { KIND_NAMES, type Kind, type Objects } from './objects.ts'
import { PLATFORM, type Store } from './store.ts'

/** Seconds of a day. */
export const DAY = 86_400

/** What differs from one emulator to the next. */
export interface Settings {
  /** Where the emulator answers, without a slash at the end. */
  readonly url: string
  /** Milliseconds since 1970. */
  readonly clock: () => number
  /** Days until what was charged is available, as in Stripe. */
  readonly settlementDays: number
  readonly apiVersion: string
  /** What was asked lately. */
  readonly requests: RequestLog
  /** Told of every new event. */
  readonly onEvent: (event: Stripe.Event, scope: string) => void
}

/** Everything as one account sees it: the platform's own objects, or those of a connected account. */
export class World {
  readonly store: Store
  readonly settings: Settings
  readonly scope: string
  /** The request that is being served, if one is; events name it. */
  readonly request: Stripe.Event.Request | null

  constructor(store: Store, settings: Settings, scope = PLATFORM, request: Stripe.Event.Request | null = null) {
    this.store = store
    this.settings = settings
    this.scope = scope
    this.request = request
  }

  /** The same world seen by another account. */
  as(scope: string): World {
    return new World(this.store, this.settings, scope, this.request)
  }

  during(request: Stripe.Event.Request): World {
    return new World(this.store, this.settings, this.scope, request)
  }

  /** Seconds since 1970: by a test clock if one is named, else by the emulator's clock. */
  now(testClock: string | null = null): number {
    if (testClock !== null) return this.get('test_clock', testClock).frozen_time
    return Math.floor((this.settings.clock() + this.store.offsetMs) / 1000)
  }

  find<K extends Kind>(kind: K, id: string): Objects[K] | undefined {
    return this.store.find(kind, id, this.scope)
  }

  /** @throws StripeFault `resource_missing`, naming the parameter in which the id stood. */
  get<K extends Kind>(kind: K, id: string, param?: string): Objects[K] {
    const object = this.find(kind, id)
    if (!object) throw missingResource(KIND_NAMES[kind], id, param)
    return object
  }

  /** Newest first, as Stripe lists. */
  list<K extends Kind>(kind: K): Objects[K][] {
    return this.store.list(kind, this.scope).toReversed()
  }

  put<K extends Kind, T extends Objects[K] & { readonly id: string }>(kind: K, object: T): T {
    this.store.put(kind, object, this.scope)
    return object
  }

  /** Keeps an object with some fields changed, and answers it. */
  change<K extends Kind, T extends Objects[K] & { readonly id: string }>(kind: K, object: T, changes: Partial<T>): T {
    Object.assign(object, changes)
    return this.put(kind, object)
  }

  /** Records an event with the object as it is now. */
  emit(type: Stripe.Event.Type, object: object, previous?: object): Stripe.Event {
    const event = {
      id: newId('evt'),
      object: 'event',
      api_version: this.settings.apiVersion,
      created: this.now(),
      data: {
        object: structuredClone(object),
        ...(previous ? { previous_attributes: structuredClone(previous) } : {}),
      },
      livemode: false,
      pending_webhooks: 0,
      request: this.request,
      type,
      ...(this.scope === PLATFORM ? {} : { account: this.scope }),
    } as Stripe.Event
    this.put('event', event)
    this.settings.onEvent(event, this.scope)
    return event
  }

  /** Plans a thing to do, or moves it if it is planned already. */
  plan(name: TaskName, subject: string, at: number, testClock: string | null = null): void {
    const task: Task = { id: `${name} ${subject}`, name, subject, at, test_clock: testClock }
    this.put('task', task)
  }

  cancelPlan(name: TaskName, subject: string): void {
    this.store.remove('task', `${name} ${subject}`)
  }
}

/** The id behind a field that may be expanded. */
export function idOf(reference: string | { readonly id: string }): string {
  return typeof reference === 'string' ? reference : reference.id
}

/** The id behind a field that may be expanded or empty. */
export function idOrNull(reference: string | { readonly id: string } | null | undefined): string | null {
  return reference ? idOf(reference) : null
}

/** The test clock by which a customer lives, if there is one. */
export function testClockOf(
  world: World,
  customer: string | { readonly id: string } | null | undefined,
): string | null {
  const id = idOrNull(customer)
  return id === null ? null : idOrNull(world.find('customer', id)?.test_clock)
}

/** A number in smallest units as Stripe writes a decimal: as text. The SDK's types show what the SDK makes of it. */
export function decimalText(value: number): Stripe.Decimal {
  return String(value) as unknown as Stripe.Decimal
}

/** Metadata after a request: empty values unset a key, an empty metadata unsets all. */
export function mergeMetadata(
  current: Stripe.Metadata | null,
  given: Stripe.Emptyable<Stripe.MetadataParam> | undefined,
): Stripe.Metadata {
  if (given === undefined) return { ...current }
  if (given === '' || given === null) return {}
  const merged = { ...current, ...given }
  const entries = Object.entries(merged).flatMap(([name, value]) =>
    value === '' || value === null ? [] : [[name, String(value)] as const],
  )
  requireMetadataSize(entries)
  return Object.fromEntries(entries)
}

/** The fields in which two versions of an object differ, as they were: `previous_attributes` of an event. */
export function changedFields<T extends object>(before: T, after: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(before).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(after[name as keyof T])),
  ) as Partial<T>
}

/** Stripe keeps up to 50 keys of 40 characters with values of 500. */
function requireMetadataSize(entries: readonly (readonly [name: string, value: string])[]): void {
  if (entries.length > 50) throw invalidRequest('Metadata can have up to 50 keys.', { param: 'metadata' })
  for (const [name, value] of entries) {
    const param = `metadata[${name}]`
    if (name.length > 40) throw invalidRequest('Metadata keys can have up to 40 characters.', { param })
    if (value.length > 500) throw invalidRequest('Metadata values can have up to 500 characters.', { param })
  }
}
