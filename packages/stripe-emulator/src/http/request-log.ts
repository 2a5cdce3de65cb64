/** A request as the control page shows it. */
export interface LoggedRequest {
  readonly id: string
  readonly method: string
  /** Path and query. */
  readonly url: string
  /** Null when the connection was broken instead of an answer. */
  readonly status: number | null
}

const KEPT = 50

/** The last requests, newest first, for whoever follows the `request_log_url` of an error. Not kept over a restart. */
export class RequestLog {
  private readonly entries: LoggedRequest[] = []

  add(request: LoggedRequest): void {
    this.entries.unshift(request)
    this.entries.length = Math.min(this.entries.length, KEPT)
  }

  list(): readonly LoggedRequest[] {
    return this.entries
  }
}
