import type { GuestInstance, PreparedGuest } from '../abi/abi.ts'

/** Pages of 64 KiB that a sandbox keeps in instances nobody uses: 256 MiB. */
const MAX_IDLE_PAGES = 4_096
/** Every memory reserves 8 GiB of addresses, of which a process has room for some 16,000. */
const MAX_IDLE_INSTANCES = 1_000

interface Resting {
  readonly guest: PreparedGuest
  readonly instance: GuestInstance
  /** That it takes, which do not grow while it rests. */
  readonly pages: number
}

/**
 * Instances between two calls. The one used last is used first, so that a quiet install keeps one warm instance and the
 * others age; when there are too many, or they hold too much memory, the oldest are dropped.
 */
export class IdleInstances {
  #resting: Resting[] = []
  #pages = 0

  take(guest: PreparedGuest): GuestInstance | undefined {
    const index = this.#resting.findLastIndex((resting) => resting.guest === guest)
    if (index < 0) return undefined
    const last = this.#resting.length - 1
    const [taken] = index === last ? [this.#resting.pop()] : this.#resting.splice(index, 1)
    return this.#taken(taken)
  }

  put(guest: PreparedGuest, instance: GuestInstance): void {
    const { restingPages: pages } = instance
    if (pages > MAX_IDLE_PAGES) return // all the others would have to make room, and then it would have none
    this.#resting.push({ guest, instance, pages })
    this.#pages += pages
    while (this.#resting.length > MAX_IDLE_INSTANCES || this.#pages > MAX_IDLE_PAGES) this.#taken(this.#resting.shift())
  }

  /** Takes out all instances of a guest. */
  drain(guest: PreparedGuest): GuestInstance[] {
    const drained = this.#resting.filter((resting) => resting.guest === guest)
    this.#resting = this.#resting.filter((resting) => resting.guest !== guest)
    return drained.map((resting) => this.#taken(resting))
  }

  #taken<Some extends Resting | undefined>(
    resting: Some,
  ): Some extends Resting ? GuestInstance : GuestInstance | undefined
  #taken(resting: Resting | undefined): GuestInstance | undefined {
    this.#pages -= resting?.pages ?? 0
    return resting?.instance
  }
}
