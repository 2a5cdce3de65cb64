import type { Stages } from '../../call-result.ts'
import { printable } from '../../printable.ts'
import type { HostCaller } from './host-caller.ts'
import type { Task } from './task.ts'

/** Methods of one call that are counted by name; a guest may make up as many names as it may make host calls. */
const MAX_METHODS = 32
const METHOD_CHARACTERS = 100
const OTHERS = '*'

/** Notes that a host call of somebody begins, before its number is among the caller's `requests`. */
export function beginHostCall(caller: HostCaller, method: string): void {
  if (caller.requests.size === 0) caller.hostSince = performance.now()
  const counts = caller.hostCallsByMethod
  const name = printable(method, METHOD_CHARACTERS)
  const key = counts.has(name) || counts.size < MAX_METHODS ? name : OTHERS
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** Notes that a host call of somebody has ended, after its number has left the caller's `requests`. */
export function endHostCall(caller: HostCaller): void {
  if (caller.requests.size > 0 || caller.hostSince === null) return
  caller.hostMs += performance.now() - caller.hostSince
  caller.hostSince = null
}

/** Notes that a call is held up behind a slice of its fuel: that is waiting for the host as well. */
export function beginRest(caller: HostCaller): void {
  if (caller.requests.size === 0) caller.hostSince = performance.now()
}

export const endRest = endHostCall

/**
 * Where the time of a task went. The sandbox's word for what loading took counts only as far as the supervisor's own
 * clock has room for it.
 */
export function stagesOf({ hostMs, hostSince, loadMs }: Task, durationMs: number): Stages {
  const waitedMs = Math.min(durationMs, hostSince === null ? hostMs : hostMs + performance.now() - hostSince)
  const load = Math.min(loadMs, durationMs - waitedMs)
  return { queueMs: 0, loadMs: load, hostMs: waitedMs, runMs: durationMs - waitedMs - load }
}
