import { ChildProcess, spawn, type SpawnOptions } from 'node:child_process'

/**
 * Starts a process. Most of what goes wrong is an `error` of the child; some of it, no memory for instance, is thrown. Then
 * there is a child that never starts, and says so like the others; it has no streams.
 */
export function startChild(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  try {
    return spawn(command, args, options)
  } catch (error) {
    const child = new ChildProcess()
    setImmediate(() => child.emit('error', error))
    return child
  }
}
