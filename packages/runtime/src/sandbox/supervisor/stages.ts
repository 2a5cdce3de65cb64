import type { Stages } from '../../call-result.ts'
import { printable } from '../../printable.ts'
import type { Task } from './task.ts'

/** Methods of one call that are counted by name; a guest may make up as many names as it may make host calls. */
const MAX_METHODS = 32
const METHOD_CHARACTERS = 100
const OTHERS = '*'

/** Notes that a host call of a task begins, before its number is among the task's `requests`. */
export function beginHostCall(task: Task, method: string): void {
  if (task.requests.size === 0) task.hostSince = performance.now()
  const counts = task.hostCallsByMethod
  const name = printable(method, METHOD_CHARACTERS)
  const key = counts.has(name) || counts.size < MAX_METHODS ? name : OTHERS
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** Notes that a host call of a task has ended, after its number has left the task's `requests`. */
export function endHostCall(task: Task): void {
  if (task.requests.size > 0 || task.hostSince === null) return
  task.hostMs += performance.now() - task.hostSince
  task.hostSince = null
}

/**
 * Where the time of a task went. The sandbox's word for what loading took counts only as far as the supervisor's own
 * clock has room for it.
 */
export function stagesOf({ hostMs, hostSince, loadMs }: Task, durationMs: number): Stages {
  const waitedMs = Math.min(durationMs, hostSince === null ? hostMs : hostMs + performance.now() - hostSince)
  const load = Math.min(loadMs, durationMs - waitedMs)
  return { queueMs: 0, loadMs: load, hostMs: waitedMs, runMs: durationMs - waitedMs - load }
}
