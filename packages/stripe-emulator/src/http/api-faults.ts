import type { RouteName } from '../resources/api.ts'

export const API_FAULT_KINDS = ['drop_request', 'drop_answer', 'server_error', 'rate_limit', 'refusal', 'wait'] as const

/** What can be made to go wrong with the next requests to the API. */
export interface ApiFault {
  /**
   * `drop_request`: the connection breaks before anything is done. `drop_answer`: it is done, and then the connection
   * breaks. `server_error`: 500, and nothing is done. `rate_limit`: 429. `refusal`: 400, for good, and nothing is done. `wait`: served only after
   * {@link ApiFaults.release}.
   */
  readonly kind: (typeof API_FAULT_KINDS)[number]
  /** For requests to this route alone. */
  readonly route?: RouteName
  /** How many requests it hits; one unless told otherwise. */
  readonly times?: number
}

export class ApiFaults {
  private readonly entries: { fault: ApiFault; left: number }[] = []
  private waiting: (() => void)[] = []

  inject(fault: ApiFault): void {
    this.entries.push({ fault, left: fault.times ?? 1 })
  }

  take(route: RouteName): ApiFault['kind'] | undefined {
    const entry = this.entries.find(
      ({ fault, left }) => left > 0 && (fault.route === undefined || fault.route === route),
    )
    if (!entry) return undefined
    entry.left--
    return entry.fault.kind
  }

  /** Resolves when the waiting requests are let go. */
  async wait(): Promise<void> {
    await new Promise<void>((resolve) => this.waiting.push(resolve))
  }

  /** How many requests wait. */
  get waitingCount(): number {
    return this.waiting.length
  }

  release(): void {
    const waiting = this.waiting
    this.waiting = []
    for (const resolve of waiting) resolve()
  }
}
