import { EVENT_PACE_MS, EVENT_WINDOW_BYTES } from '../event-pace.ts'
import { ProtocolViolation } from '../wire-fields.ts'

/** Counts what the events of one run take, and gives it back at its pace; see `event-pace.ts`. */
export class EventWindow {
  readonly #mostBytes: number
  readonly #giveBack: (bytes: number) => void
  #underWay = 0
  #timer: NodeJS.Timeout | null = null

  /** `sliceBytes`: what one slice may add beyond the window, because it began when there was room. */
  constructor(sliceBytes: number, giveBack: (bytes: number) => void) {
    this.#mostBytes = EVENT_WINDOW_BYTES + sliceBytes
    this.#giveBack = giveBack
  }

  /** @throws ProtocolViolation for a sandbox that does not wait for room */
  add(bytes: number): void {
    this.#underWay += bytes
    if (this.#underWay > this.#mostBytes) throw new ProtocolViolation('it tells more than there is room for')
    this.#timer ??= setTimeout(() => this.#turnOver(), EVENT_PACE_MS)
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  #turnOver(): void {
    const bytes = this.#underWay
    this.#underWay = 0
    this.#timer = null
    this.#giveBack(bytes)
  }
}
