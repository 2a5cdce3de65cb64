import { RuntimeUnavailable } from '../../faults.ts'
import type { SandboxProcess } from './sandbox-process.ts'

/** Waits before the next process is tried, when one ended before anybody used it. */
const RETRY_MS = 1_000
/** Waits before another process takes the place of one: starting one would slow down the call for which that was taken. */
const SETTLE_MS = 250

/**
 * Processes that are started and listen, so that the first call of a workspace need not wait for one. They know of no
 * workspace; each is taken by one owner and never comes back.
 */
export class WarmPool {
  readonly #start: () => SandboxProcess
  readonly #size: number
  readonly #waiting = new Set<SandboxProcess>()
  #pause: NodeJS.Timeout | null = null
  #closed = false

  constructor(size: number, start: () => SandboxProcess) {
    this.#size = size
    this.#start = start
    this.#fill()
  }

  get waiting(): number {
    return this.#waiting.size
  }

  get isClosed(): boolean {
    return this.#closed
  }

  /** A process that listens. @throws SandboxNotStarted; RuntimeUnavailable `shutting_down` when the pool is closed */
  async take(): Promise<SandboxProcess> {
    if (this.#closed) throw new RuntimeUnavailable('shutting_down')
    const warm = [...this.#waiting].find(({ alive }) => alive) // one that has just ended is still among them
    if (warm !== undefined) this.#waiting.delete(warm)
    this.#fillAfter(SETTLE_MS)
    const process = warm ?? this.#start()
    await process.ready
    return process
  }

  /** Ends the waiting processes and keeps no more. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#pause !== null) clearTimeout(this.#pause)
    const waiting = [...this.#waiting]
    for (const process of waiting) process.kill('the runtime closed')
    await Promise.all(waiting.map(({ ended }) => ended))
  }

  #fill(): void {
    while (!this.#closed && this.#waiting.size < this.#size) {
      const process = this.#start()
      this.#waiting.add(process)
      void process.ended.then(() => this.#lose(process))
    }
  }

  /** A pause that there is already stands. */
  #fillAfter(ms: number): void {
    if (this.#closed) return
    this.#pause ??= setTimeout(() => {
      this.#pause = null
      this.#fill()
    }, ms)
  }

  #lose(process: SandboxProcess): void {
    if (this.#waiting.delete(process)) this.#fillAfter(RETRY_MS)
  }
}
