/**
 * Gathers small writes and makes them together, a moment later. What is gathered is lost when the process is killed, so
 * this is for what describes the past (log lines, counters) and never for what decides anything.
 */
export class WriteBehind<T> {
  private pending: T[] = []
  private timer: NodeJS.Timeout | null = null
  private writing: Promise<void> = Promise.resolve()

  constructor(
    private readonly options: {
      delayMs: number
      maxPending: number
      write: (items: T[]) => Promise<void>
      onError: (error: unknown) => void
    },
  ) {}

  add(item: T): void {
    this.pending.push(item)
    if (this.pending.length >= this.options.maxPending) void this.flush()
    else this.timer ??= setTimeout(() => void this.flush(), this.options.delayMs)
  }

  /** Resolves when everything added so far has been written, or has failed and been reported. */
  flush(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
    const items = this.pending
    this.pending = []
    if (items.length > 0) this.writing = this.writing.then(() => this.options.write(items)).catch(this.options.onError)
    return this.writing
  }
}
