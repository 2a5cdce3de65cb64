import type { Limits } from '../../limits.ts'
import type { Account } from './lending.ts'

/** Somebody who calls the host and logs, and what is counted of that: the task of a workspace, or the run of a job. */
export class HostCaller<Kind extends 'call' | 'unload' | 'run' = 'call' | 'unload' | 'run'> {
  readonly kind: Kind
  readonly context: unknown
  readonly limits: Limits
  /** What it may lend to the calls that are made for it. */
  readonly account: Account
  hostCalls = 0
  /** Milliseconds in which at least one host call was under way, up to the last time when none was. */
  hostMs = 0
  /** Since when at least one host call has been under way; null when none is. */
  hostSince: number | null = null
  logBytes = 0
  /** Nobody waits for it any more: what it still asks reaches no handler. */
  abandoned = false

  /** These are made when they are needed: most calls ask for nothing. */
  #requests: Set<number> | null = null
  #hostCallsByMethod: Map<string, number> | null = null

  constructor(kind: Kind, context: unknown, limits: Limits, account: Account) {
    this.kind = kind
    this.context = context
    this.limits = limits
    this.account = account
  }

  /** Numbers of what the host has been asked and has not answered. */
  get requests(): Set<number> {
    this.#requests ??= new Set()
    return this.#requests
  }

  get hostCallsByMethod(): Map<string, number> {
    this.#hostCallsByMethod ??= new Map()
    return this.#hostCallsByMethod
  }
}
