import { operationsErrors } from './operations.errors.ts'

const MINUTE_MS = 60_000
/** Calls of one install in a minute, on one node. */
export const CALLS_PER_MINUTE = 1_000

/** Counts calls by install in windows of a minute, on this node. */
export class CallRate {
  private readonly windows = new Map<string, { startedAt: number; calls: number }>()

  /** @throws DomainError `call_rate_exceeded` */
  count(installId: string, now: number): void {
    const window = this.windows.get(installId)
    if (window === undefined || now - window.startedAt >= MINUTE_MS) {
      this.forgetOld(now)
      this.windows.set(installId, { startedAt: now, calls: 1 })
      return
    }
    if (window.calls >= CALLS_PER_MINUTE)
      throw operationsErrors.tooManyCalls(Math.ceil((window.startedAt + MINUTE_MS - now) / 1000))
    window.calls += 1
  }

  private forgetOld(now: number): void {
    for (const [installId, { startedAt }] of this.windows)
      if (now - startedAt >= MINUTE_MS) this.windows.delete(installId)
  }
}
