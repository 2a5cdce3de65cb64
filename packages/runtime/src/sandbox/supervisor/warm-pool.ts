import { SandboxProcess } from './sandbox-process.ts'

/** Waits before the next process is tried, when one ended before anybody used it. */
const RETRY_MS = 1_000

/**
 * Processes that are started and listen, so that the first call of a workspace need not wait for one. They know of no
 * workspace; each is taken by one owner and never comes back.
 */
export class WarmPool {
  readonly #start: () => SandboxProcess
  readonly #size: number
  readonly #waiting = new Set<SandboxProcess>()
  #retry: NodeJS.Timeout | null = null
  #closed = false

  constructor(size: number, start: () => SandboxProcess) {
    this.#size = size
    this.#start = start
    this.#fill()
  }

  get waiting(): number {
    return this.#waiting.size
  }

  /** A process that listens. @throws Error when it could not be started */
  async take(): Promise<SandboxProcess> {
    const warm = [...this.#waiting].find(({ alive }) => alive) // one that has just ended is still among them
    if (warm !== undefined) this.#waiting.delete(warm)
    this.#fill()
    const process = warm ?? this.#start()
    await process.ready
    return process
  }

  /** Ends the waiting processes and keeps no more. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#retry !== null) clearTimeout(this.#retry)
    const waiting = [...this.#waiting]
    for (const process of waiting) process.kill('the runtime closed')
    await Promise.all(waiting.map(({ ended }) => ended))
  }

  #fill(): void {
    while (!this.#closed && this.#retry === null && this.#waiting.size < this.#size) {
      const process = this.#start()
      this.#waiting.add(process)
      void process.ended.then(() => this.#lose(process))
    }
  }

  #lose(process: SandboxProcess): void {
    if (!this.#waiting.delete(process) || this.#closed || this.#retry !== null) return
    this.#retry = setTimeout(() => {
      this.#retry = null
      this.#fill()
    }, RETRY_MS)
  }
}
