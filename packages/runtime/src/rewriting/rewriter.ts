import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Caps, FuelSupply } from '../instrument/index.ts'
import { RuntimeUnavailable } from '../faults.ts'
import type { RewriteReply, RewriteRequest } from './rewriter-thread.ts'

export type RewriteResult = NonNullable<RewriteReply['result']>

const PROGRAM = '@grantry/runtime/rewriter'
/** A module of the largest size takes half a second: only a machine that has no time for it takes longer. */
const DEADLINE_MS = 10_000
/** Reading takes a small multiple of the module, of which the buffers do not count here. */
const HEAP_MIB = 512

interface Task {
  readonly code: Uint8Array
  readonly caps: Caps
  readonly supply: FuelSupply
  readonly resolve: (result: RewriteReply['result']) => void
  readonly reject: (reason: unknown) => void
  /** While it waits, that its turn does not come in time; then that the thread takes too long with it. */
  timer: NodeJS.Timeout
}

/**
 * Meters modules one after the other on a thread of its own, which starts with the first one and keeps what the engine has
 * learnt about our code: a sandbox that has just been started takes ten times as long. It answers null for whatever it
 * cannot do; a sandbox then does it itself, and says why it cannot be done.
 */
export class Rewriter {
  #thread: Worker | null = null
  /** What the thread works at. */
  #current: Task | null = null
  #waiting: Task[] = []
  readonly #deadlineMs: number
  #closed = false

  /** `deadlineMs` is how long a module may wait for its turn, and how long the thread may take for it. */
  constructor(deadlineMs: number = DEADLINE_MS) {
    this.#deadlineMs = deadlineMs
  }

  /** @throws RuntimeUnavailable `overloaded` when it takes too long: a sandbox, which is slower, would take longer still. */
  rewrite(code: Uint8Array, caps: Caps, supply: FuelSupply): Promise<RewriteReply['result']> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#leave(task), this.#deadlineMs)
      const task: Task = { code, caps, supply, resolve, reject, timer }
      this.#waiting.push(task)
      this.#goOn()
    })
  }

  /** All that waits is answered with null. */
  async close(): Promise<void> {
    this.#closed = true
    const thread = this.#thread
    this.#thread = null
    this.#take()?.resolve(null)
    this.#goOn()
    await thread?.terminate()
  }

  #goOn(): void {
    while (this.#current === null) {
      const task = this.#waiting.shift()
      if (task === undefined) break
      clearTimeout(task.timer)
      if (this.#closed) task.resolve(null)
      else this.#begin(task)
    }
    if (this.#current === null) this.#thread?.unref()
  }

  #begin(task: Task): void {
    try {
      const thread = (this.#thread ??= this.#start())
      const code = new Uint8Array(task.code) // a copy, which is handed over, and not with all else that may be in its buffer
      const { memoryPages, tableElements } = task.caps
      const request: RewriteRequest = { code, caps: { memoryPages, tableElements }, supply: task.supply }
      thread.ref()
      thread.postMessage(request, [code.buffer])
      task.timer = setTimeout(() => this.#end(thread, new RuntimeUnavailable('overloaded')), this.#deadlineMs)
      this.#current = task
    } catch (error) {
      task.reject(error)
    }
  }

  #start(): Worker {
    const thread = new Worker(fileURLToPath(import.meta.resolve(PROGRAM)), {
      name: 'rewriter',
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
    })
    thread.on('message', ({ result }: RewriteReply) => {
      if (this.#thread !== thread) return
      this.#take()?.resolve(result)
      this.#goOn()
    })
    thread.on('error', () => this.#end(thread, null))
    thread.on('exit', () => this.#end(thread, null))
    return thread
  }

  #take(): Task | null {
    const task = this.#current
    this.#current = null
    if (task !== null) clearTimeout(task.timer)
    return task
  }

  /** Its turn has not come in time. */
  #leave(task: Task): void {
    this.#waiting = this.#waiting.filter((other) => other !== task)
    task.reject(new RuntimeUnavailable('overloaded'))
  }

  /** Ends a thread that is late or has failed, with the module it works at; those behind it get a new one. */
  #end(thread: Worker, reason: RuntimeUnavailable | null): void {
    if (this.#thread !== thread) return
    this.#thread = null
    void thread.terminate()
    const task = this.#take()
    if (reason === null) task?.resolve(null)
    else task?.reject(reason)
    this.#goOn()
  }
}
