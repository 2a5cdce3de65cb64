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

interface Pending {
  readonly resolve: (result: RewriteReply['result']) => void
  readonly reject: (reason: RuntimeUnavailable) => void
  readonly timer: NodeJS.Timeout
}

/**
 * Meters modules on a thread of its own, which starts with the first one and keeps what the engine has learnt about our
 * code: a sandbox that has just been started takes ten times as long. It answers null for whatever it cannot do; a sandbox
 * then does it itself, and says why it cannot be done.
 */
export class Rewriter {
  #thread: Worker | null = null
  readonly #pending = new Map<number, Pending>()
  readonly #deadlineMs: number
  #ids = 0

  constructor(deadlineMs: number = DEADLINE_MS) {
    this.#deadlineMs = deadlineMs
  }

  /** @throws RuntimeUnavailable `overloaded` when it takes too long: a sandbox, which is slower, would take longer still. */
  rewrite(code: Uint8Array, caps: Caps, supply: FuelSupply): Promise<RewriteReply['result']> {
    const id = (this.#ids += 1)
    const thread = (this.#thread ??= this.#start())
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#late(thread), this.#deadlineMs)
      this.#pending.set(id, { resolve, reject, timer })
      const own = new Uint8Array(code) // a copy, which is handed over, and not with all else that may be in its buffer
      const { memoryPages, tableElements } = caps
      const request: RewriteRequest = { id, code: own, caps: { memoryPages, tableElements }, supply }
      thread.ref()
      thread.postMessage(request, [own.buffer])
    })
  }

  async close(): Promise<void> {
    const thread = this.#thread
    if (thread === null) return
    this.#giveUp(thread)
    await thread.terminate()
  }

  #start(): Worker {
    const thread = new Worker(fileURLToPath(import.meta.resolve(PROGRAM)), {
      name: 'rewriter',
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
    })
    thread.on('message', ({ id, result }: RewriteReply) => this.#settle(id, result))
    thread.on('error', () => this.#giveUp(thread))
    thread.on('exit', () => this.#giveUp(thread))
    return thread
  }

  #settle(id: number, result: RewriteReply['result']): void {
    this.#take(id)?.resolve(result)
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id)
    if (pending === undefined) return undefined
    this.#pending.delete(id)
    clearTimeout(pending.timer)
    if (this.#pending.size === 0) this.#thread?.unref()
    return pending
  }

  /** What waits behind a module that takes too long is late as well. */
  #late(thread: Worker): void {
    for (const id of this.#pending.keys()) this.#take(id)?.reject(new RuntimeUnavailable('overloaded'))
    this.#giveUp(thread)
  }

  /** Leaves all that waits undone and starts anew with the next module. */
  #giveUp(thread: Worker): void {
    if (this.#thread !== thread) return
    this.#thread = null
    for (const id of this.#pending.keys()) this.#settle(id, null)
    void thread.terminate()
  }
}
