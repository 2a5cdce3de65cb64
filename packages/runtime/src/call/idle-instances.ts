import type { GuestInstance, PreparedGuest } from '../abi/abi.ts'

/** Pages of 64 KiB that a sandbox keeps in instances nobody uses: 256 MiB. */
const MAX_IDLE_PAGES = 4_096
/** Every memory reserves 8 GiB of addresses, of which a process has room for some 16,000. */
const MAX_IDLE_INSTANCES = 1_000

/**
 * Instances between two calls. The one used last is used first, so that a quiet install keeps one warm instance and the
 * others age; when there are too many, or they hold too much memory, the oldest are dropped.
 */
export class IdleInstances {
  #resting: { guest: PreparedGuest; instance: GuestInstance }[] = []

  take(guest: PreparedGuest): GuestInstance | undefined {
    const index = this.#resting.findLastIndex((resting) => resting.guest === guest)
    return index < 0 ? undefined : this.#resting.splice(index, 1)[0]?.instance
  }

  put(guest: PreparedGuest, instance: GuestInstance): void {
    this.#resting.push({ guest, instance })
    while (this.#resting.length > MAX_IDLE_INSTANCES || this.pages > MAX_IDLE_PAGES) this.#resting.shift()
  }

  /** Takes out all instances of a guest. */
  drain(guest: PreparedGuest): GuestInstance[] {
    const drained = this.#resting.filter((resting) => resting.guest === guest).map(({ instance }) => instance)
    this.#resting = this.#resting.filter((resting) => resting.guest !== guest)
    return drained
  }

  get pages(): number {
    return this.#resting.reduce((sum, { instance }) => sum + instance.meter.pages, 0)
  }
}
