import { createHash } from 'node:crypto'

import { DAY, type World } from '../state/world.ts'
import { StripeFault } from './stripe-fault.ts'

/** What a request with an idempotency key was answered, for whoever sends it again. */
export interface StoredAnswer {
  readonly id: string
  /** Of method, path and parameters. */
  readonly fingerprint: string
  /** Id of the request that was answered so. */
  readonly request: string
  readonly status: number
  readonly body: string
  readonly created: number
}

/** Idempotency keys as Stripe has them: the first answer, also an error, stands for 24 hours. */
export class Idempotency {
  private readonly inFlight = new Set<string>()

  /**
   * Claims a key for a request. Whoever gets no stored answer serves the request, and then calls `finish`.
   *
   * @throws StripeFault 400 `idempotency_error` when the key was used with other parameters, 409 while the first request
   *   with it is still being served.
   */
  claim(world: World, key: string, fingerprint: string): StoredAnswer | undefined {
    const id = `${world.scope} ${key}`
    const stored = world.find('stored_answer', id)
    if (stored && world.now() - stored.created < DAY) {
      if (stored.fingerprint !== fingerprint) throw differentParameters(key)
      return stored
    }
    if (this.inFlight.has(id)) throw stillServed(key)
    this.inFlight.add(id)
    return undefined
  }

  store(world: World, key: string, answer: Omit<StoredAnswer, 'id' | 'created'>): void {
    world.put('stored_answer', { id: `${world.scope} ${key}`, created: world.now(), ...answer })
  }

  finish(world: World, key: string): void {
    this.inFlight.delete(`${world.scope} ${key}`)
  }
}

const MAX_KEY_LENGTH = 255

/** @throws StripeFault when a key is longer than Stripe keeps. */
export function requireKeyLength(key: string | undefined): string | undefined {
  if (key === undefined || key.length <= MAX_KEY_LENGTH) return key
  throw new StripeFault(400, {
    type: 'idempotency_error',
    message: `Idempotency keys can have up to ${MAX_KEY_LENGTH} characters; this one has ${key.length}.`,
  })
}

export function fingerprintOfRequest(method: string, path: string, form: object): string {
  return createHash('sha256')
    .update(JSON.stringify([method, path, form]))
    .digest('hex')
}

function differentParameters(key: string): StripeFault {
  return new StripeFault(400, {
    type: 'idempotency_error',
    message:
      'Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a ' +
      `key other than '${key}' if you meant to execute a different request.`,
  })
}

function stillServed(key: string): StripeFault {
  return new StripeFault(409, {
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
    message: `There is currently another in-progress request using this Idempotent Key (${key}).`,
  })
}
