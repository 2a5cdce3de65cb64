import type { Counter, JobLink, NoteKind } from '../../call/active-job.ts'
import type { FuelSlices } from '../../call/fuel-slices.ts'
import type { LogLevel } from '../../host-port.ts'
import { Turnstile } from '../../turnstile.ts'
import { EVENT_WINDOW_BYTES, eventBytes, SIGN_MS } from '../event-pace.ts'
import type { ToSupervisor } from '../protocol.ts'

interface Wire {
  send(message: ToSupervisor): void
  /** Sends a question, made for a number that is given, and gives its answer: JSON text. */
  ask(question: (request: number) => ToSupervisor): Promise<string>
}

const MAX_COUNT = 2n ** 64n - 1n
/** Tallies of a slice that are sent only because a count is full. Behind them it stays full: they take room as well. */
const MAX_OVERFLOWS = 100

/**
 * The sandbox's end of what a run tells and asks its supervisor. Counts and the fuel used are summed up and sent ahead
 * of the next frame that has a place in their order.
 */
export class RunLink implements JobLink {
  readonly #call: number
  readonly #slices: FuelSlices
  readonly #wire: Wire
  readonly #oneCheckpoint = new Turnstile(1)
  readonly #counts = { bytes: 0n, items: 0n }
  /** Slices that the supervisor knows to have ended. */
  #toldSlices = 0
  #overflows = 0
  #toldAt = performance.now()
  /** Bytes of events that the supervisor has not taken in. */
  #underWay = 0
  #room = Promise.withResolvers<void>()

  constructor(call: number, slices: FuelSlices, wire: Wire) {
    this.#call = call
    this.#slices = slices
    this.#wire = wire
  }

  progress(fraction: number, message: string): void {
    this.tally()
    this.#event({ type: 'progress', call: this.#call, fraction, message }, message)
  }

  note(kind: NoteKind, message: string): void {
    this.tally()
    this.#event({ type: 'note', call: this.#call, kind, message }, message)
  }

  log(level: LogLevel, message: string): void {
    this.tellSlices()
    this.#event({ type: 'log', call: this.#call, level, message }, message)
  }

  count(counter: Counter, count: bigint): void {
    if (this.#counts[counter] + count > MAX_COUNT && this.#overflows < MAX_OVERFLOWS) {
      this.#overflows += 1
      this.#sendTally()
    }
    const sum = this.#counts[counter] + count
    this.#counts[counter] = sum < MAX_COUNT ? sum : MAX_COUNT
  }

  checkpoint(state: Uint8Array): Promise<boolean> {
    return this.#oneCheckpoint.pass(async () => {
      if (!this.#hasRoom) await this.#roomAgain()
      this.#sendTally() // the fuel as well: what is durable has its price on it
      const reply = await this.#wire.ask((request) => ({ type: 'checkpoint', call: this.#call, request, state }))
      return reply === 'true'
    })
  }

  async spawn(jobType: string, params: string, sends: () => void): Promise<string> {
    if (!this.#hasRoom) await this.#roomAgain()
    this.tally()
    sends()
    return this.#wire.ask((request) => ({ type: 'spawn', call: this.#call, request, jobType, params }))
  }

  async sliceEnded(): Promise<void> {
    if (performance.now() - this.#toldAt >= SIGN_MS) this.#sendTally()
    if (!this.#hasRoom) await this.#roomAgain()
    this.#overflows = 0
  }

  /** Says what has been counted; the supervisor may have to know that a slice has ended, too. */
  tally(): void {
    if (this.#counts.bytes > 0n || this.#counts.items > 0n) this.#sendTally()
    else this.tellSlices()
  }

  /** The supervisor keeps the same bounds for a slice: it must know of a new one before something counts against them. */
  tellSlices(): void {
    if (this.#slices.ended > this.#toldSlices) this.#sendTally()
  }

  /** The supervisor has taken in so many bytes of events. */
  taken(bytes: number): void {
    this.#underWay -= bytes
    if (!this.#hasRoom) return
    this.#room.resolve()
    this.#room = Promise.withResolvers()
  }

  #sendTally(): void {
    const { ended, used } = this.#slices
    this.#event({ type: 'tally', call: this.#call, slices: ended, fuel: used, ...this.#counts })
    Object.assign(this.#counts, { bytes: 0n, items: 0n })
    this.#toldSlices = ended
    this.#toldAt = performance.now()
  }

  #event(message: ToSupervisor, text = ''): void {
    this.#underWay += eventBytes(text)
    this.#wire.send(message)
  }

  get #hasRoom(): boolean {
    return this.#underWay <= EVENT_WINDOW_BYTES
  }

  async #roomAgain(): Promise<void> {
    while (!this.#hasRoom) await this.#room.promise
  }
}
