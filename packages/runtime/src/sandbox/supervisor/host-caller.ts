import type { Limits } from '../../limits.ts'
import type { Account } from './lending.ts'

/** Somebody who calls the host and logs, and what is counted of that: the task of a workspace, or the run of a job. */
export interface HostCaller {
  readonly kind: 'call' | 'unload' | 'run'
  readonly context: unknown
  readonly limits: Limits
  /** What it may lend to the calls that are made for it. */
  readonly account: Account
  /** Numbers of what the host has been asked and has not answered. */
  readonly requests: Set<number>
  hostCalls: number
  readonly hostCallsByMethod: Map<string, number>
  /** Milliseconds in which at least one host call was under way, up to the last time when none was. */
  hostMs: number
  /** Since when at least one host call has been under way; null when none is. */
  hostSince: number | null
  logBytes: number
  /** Nobody waits for it any more: what it still asks reaches no handler. */
  abandoned: boolean
}

export const newHostCaller = <Kind extends HostCaller['kind']>(
  kind: Kind,
  { context, limits }: Pick<HostCaller, 'context' | 'limits'>,
  account: Account,
): HostCaller & { readonly kind: Kind } => ({
  kind,
  context,
  limits,
  account,
  requests: new Set(),
  hostCalls: 0,
  hostCallsByMethod: new Map(),
  hostMs: 0,
  hostSince: null,
  logBytes: 0,
  abandoned: false,
})
