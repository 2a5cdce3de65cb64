import type { Stripe } from 'stripe'

import { newId } from '../state/ids.ts'
import { PLATFORM } from '../state/store.ts'
import type { World } from '../state/world.ts'
import { signPayload } from './signature.ts'

/** An event on its way to an endpoint. */
export interface Delivery {
  readonly id: string
  readonly event: string
  readonly type: string
  /** The account the event is of. */
  readonly scope: string
  readonly endpoint: string
  readonly status: 'pending' | 'delivered' | 'failed'
  readonly attempts: number
  /** Milliseconds since 1970, by the wall clock. */
  readonly nextAttemptAt: number
  /** What came of the last attempt: a status, or why there was none. */
  readonly lastResult: string | null
}

export const DELIVERY_FAULT_KINDS = ['duplicate', 'lost_answer', 'never_sent'] as const

/** What can be made to go wrong with the next deliveries. */
export interface DeliveryFault {
  /**
   * `duplicate`: delivered twice. `lost_answer`: delivered, but the answer is lost, so it is delivered again later.
   * `never_sent`: the attempt fails before it is made, and later events overtake it.
   */
  readonly kind: (typeof DELIVERY_FAULT_KINDS)[number]
  /** For events of this type alone. */
  readonly type?: string
  /** How many deliveries it hits; one unless told otherwise. */
  readonly times?: number
}

export interface DeliverySettings {
  /** Milliseconds to wait after each failed attempt; when they are used up the delivery has failed. */
  readonly retryDelaysMs: readonly number[]
  /** Milliseconds an endpoint may take to answer. */
  readonly timeoutMs: number
  readonly fetch: typeof globalThis.fetch
  /** Resolves when what was decided so far is kept. */
  readonly persist: () => Promise<void>
  /** Told of failures of the emulator itself; deliveries go on a moment later. */
  readonly onError: (error: unknown) => void
}

/** Seconds, minutes, hours: Stripe itself goes on for three days. */
export const DEFAULT_RETRY_DELAYS_MS = [1_000, 5_000, 30_000, 300_000, 3_600_000, 21_600_000] as const

const PAUSE_AFTER_FAILURE_MS = 1_000
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Brings events to their endpoints: signed, one after the other, in the order in which they happened. */
export class WebhookSender {
  private readonly world: World
  private readonly settings: DeliverySettings
  /** What was not taken yet, in order; the store has the rest as well. */
  private readonly waiting: Map<string, Delivery>
  private readonly faults: { fault: DeliveryFault; left: number }[] = []
  private timer: NodeJS.Timeout | undefined
  private working: Promise<void> | undefined
  private isHeld = false
  private readonly closing = new AbortController()

  constructor(world: World, settings: DeliverySettings) {
    this.world = world
    this.settings = settings
    const waiting = world.store.list('delivery').filter(({ status }) => status === 'pending')
    this.waiting = new Map(waiting.map((delivery) => [delivery.id, delivery]))
  }

  /** Makes a delivery for each endpoint that wants to hear of the event. */
  enqueue(event: Stripe.Event, scope: string): void {
    const endpoints = this.world.list('webhook_endpoint').filter((endpoint) => wants(endpoint, event, scope))
    for (const endpoint of endpoints) {
      this.keep({
        id: newId('whd'),
        event: event.id,
        type: event.type,
        scope,
        endpoint: endpoint.id,
        status: 'pending',
        attempts: 0,
        nextAttemptAt: Date.now(),
        lastResult: null,
      })
    }
    event.pending_webhooks = endpoints.length
    if (endpoints.length > 0) this.wake()
  }

  inject(fault: DeliveryFault): void {
    this.faults.push({ fault, left: fault.times ?? 1 })
  }

  /** Sends nothing until {@link release}; what happens meanwhile waits. */
  hold(): void {
    this.isHeld = true
  }

  release(): void {
    this.isHeld = false
    this.wake()
  }

  /** Deliveries that were not taken yet, oldest first. */
  pending(): Delivery[] {
    return [...this.waiting.values()]
  }

  /** Makes an attempt now, whatever is held and whenever it would be due; also for what was delivered already. */
  async deliver(id: string): Promise<Delivery> {
    const delivery = this.world.get('delivery', id)
    const fault = this.takeFault(delivery.type)
    const result = fault === 'never_sent' ? 'not sent' : await this.post(delivery)
    if (fault === 'duplicate') await this.post(delivery)
    return this.record(delivery, fault === 'lost_answer' ? `${result}, answer lost` : result)
  }

  /** Sends an event again to whoever it was for. */
  async redeliver(event: string): Promise<void> {
    const deliveries = this.world.store.list('delivery').filter((delivery) => delivery.event === event)
    for (const { id } of deliveries) await this.deliver(id)
  }

  /** Resolves when nothing is being sent, and nothing is due; what waits for another attempt may remain. */
  async idle(): Promise<void> {
    for (;;) {
      if (!this.working && this.nextDue()) this.wake()
      if (!this.working) return
      await this.working
    }
  }

  async close(): Promise<void> {
    this.closing.abort()
    clearTimeout(this.timer)
    await this.idle()
  }

  /** Starts sending what is due, unless that is going on already. */
  wake(): void {
    if (this.isHeld || this.closing.signal.aborted || this.working) return
    this.working = this.sendDue()
      .then(() => 0)
      .catch((error: unknown) => {
        this.settings.onError(error)
        return PAUSE_AFTER_FAILURE_MS
      })
      .then((pauseMs) => {
        this.working = undefined
        this.sleepUntilNext(pauseMs)
      })
  }

  private async sendDue(): Promise<void> {
    // Requests of the same turn decide together what is sent.
    await new Promise((resolve) => setImmediate(resolve))
    for (let next = this.nextDue(); next && !this.isHeld && !this.closing.signal.aborted; next = this.nextDue()) {
      await this.deliver(next.id)
    }
  }

  private nextDue(): Delivery | undefined {
    for (const delivery of this.waiting.values()) {
      if (delivery.nextAttemptAt <= Date.now()) return delivery
    }
    return undefined
  }

  private sleepUntilNext(atLeastMs: number): void {
    clearTimeout(this.timer)
    const next = Math.min(...this.pending().map(({ nextAttemptAt }) => nextAttemptAt))
    if (this.isHeld || this.closing.signal.aborted || !Number.isFinite(next)) return
    const delayMs = Math.min(Math.max(next - Date.now(), atLeastMs, 1), LONGEST_TIMER_MS)
    this.timer = setTimeout(() => this.wake(), delayMs).unref()
  }

  private takeFault(type: string): DeliveryFault['kind'] | undefined {
    const entry = this.faults.find(({ fault, left }) => left > 0 && (fault.type === undefined || fault.type === type))
    if (!entry) return undefined
    entry.left--
    return entry.fault.kind
  }

  /** Answers the status, or why there was none. */
  private async post(delivery: Delivery): Promise<string> {
    const endpoint = this.world.find('webhook_endpoint', delivery.endpoint)
    if (!endpoint) return 'the endpoint is gone'
    const payload = JSON.stringify(this.world.as(delivery.scope).get('event', delivery.event), null, 2)
    await this.settings.persist()
    try {
      const response = await this.settings.fetch(endpoint.url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Stripe/1.0 (local emulator)',
          'stripe-signature': signPayload(payload, endpoint.secret ?? '', Math.floor(Date.now() / 1000)),
        },
        body: payload,
        signal: AbortSignal.any([this.closing.signal, AbortSignal.timeout(this.settings.timeoutMs)]),
      })
      await response.arrayBuffer()
      return String(response.status)
    } catch (error) {
      return error instanceof Error ? error.name : String(error)
    }
  }

  private record(delivery: Delivery, result: string): Delivery {
    const attempts = delivery.attempts + 1
    const delay = this.settings.retryDelaysMs[attempts - 1]
    const isTaken = /^2\d\d$/.test(result)
    const status = isTaken ? 'delivered' : delay === undefined ? 'failed' : 'pending'
    if (delivery.status === 'pending' && status !== 'pending') this.countDown(delivery)
    return this.keep({
      ...delivery,
      attempts,
      lastResult: result,
      // What was taken once stays so.
      status: delivery.status === 'delivered' ? 'delivered' : status,
      nextAttemptAt: Date.now() + (delay ?? 0),
    })
  }

  private keep(delivery: Delivery): Delivery {
    if (delivery.status === 'pending') this.waiting.set(delivery.id, delivery)
    else this.waiting.delete(delivery.id)
    return this.world.put('delivery', delivery)
  }

  private countDown(delivery: Delivery): void {
    const world = this.world.as(delivery.scope)
    const event = world.find('event', delivery.event)
    if (event) world.change('event', event, { pending_webhooks: Math.max(0, event.pending_webhooks - 1) })
  }
}

/** The endpoint that was given at the start hears of everything; others of the platform or of connected accounts. */
export const CONFIGURED_ENDPOINT = 'we_configured'

function wants(endpoint: Stripe.WebhookEndpoint, event: Stripe.Event, scope: string): boolean {
  if (endpoint.status !== 'enabled') return false
  const isForConnected = endpoint.application !== null
  const isRightScope = endpoint.id === CONFIGURED_ENDPOINT || isForConnected === (scope !== PLATFORM)
  return isRightScope && (endpoint.enabled_events.includes('*') || endpoint.enabled_events.includes(event.type))
}
