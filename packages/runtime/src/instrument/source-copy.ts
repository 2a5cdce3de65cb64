import { ByteReader } from '../inspect/byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { OP } from './meter-code.ts'
import type { BodyPlan, Metering } from './metering.ts'

interface Mark {
  readonly copied: number
  readonly short: number
  readonly long: number
}

/**
 * The guest's own code of one body, copied as late as possible and so in few pieces: up to wherever something is
 * inserted. Only indexes in it change: those of locals behind the parameter with the fuel, and references to functions
 * that have a door.
 */
export class SourceCopy {
  readonly #bytes: Uint8Array
  readonly #code: ByteWriter
  readonly #metering: Metering
  readonly #plan: BodyPlan
  /** How far the code is copied, and how far it may be. */
  #copied: number
  #reached: number
  /** The next of the indexes that may change, in the two lists of them. */
  #short: number
  #long: number

  constructor(bytes: Uint8Array, code: ByteWriter, metering: Metering, plan: BodyPlan) {
    this.#bytes = bytes
    this.#code = code
    this.#metering = metering
    this.#plan = plan
    this.#copied = metering.flow.start[plan.first] ?? 0
    this.#reached = this.#copied
    this.#short = plan.firstShort
    this.#long = plan.firstLong
  }

  /** Goes on to a place where something may be inserted. */
  goTo(offset: number): void {
    if (offset > this.#reached) this.#reached = offset
  }

  /** Where to write what is inserted at this place. */
  insert(): ByteWriter {
    if (this.#reached > this.#copied) this.#copy(this.#reached)
    return this.#code
  }

  /** Leaves out what stands between this place and the given one. */
  skipTo(offset: number): void {
    this.insert()
    this.#copied = offset
    this.#reached = offset
  }

  /** This place, for {@link goBack}; what comes before it is copied. */
  mark(): Mark {
    this.insert()
    return { copied: this.#copied, short: this.#short, long: this.#long }
  }

  /** Goes back to a place: what follows it is copied once more. */
  goBack({ copied, short, long }: Mark): void {
    this.insert()
    this.#copied = copied
    this.#reached = copied
    this.#short = short
    this.#long = long
  }

  #copy(end: number): void {
    const { offsets, length } = this.#metering.flow.long
    for (; this.#long < length; this.#long += 1) {
      const at = offsets[this.#long] ?? 0
      if (at >= end) break
      if (at < this.#copied) continue
      this.#copyShort(at)
      this.#change(at)
    }
    this.#copyShort(end)
  }

  /** Copies code in which indexes keep their length. */
  #copyShort(end: number): void {
    if (end > this.#copied) this.#metering.offsets?.add(this.#code.length, this.#copied)
    const moved = this.#code.length - this.#copied
    this.#code.copy(this.#bytes, this.#copied, end)
    if (this.#plan.self.carries) this.#moveUp(end, moved)
    this.#copied = end
  }

  /** Adds 1 to the indexes of locals in what has just been copied: it stands `moved` bytes further on than in the source. */
  #moveUp(end: number, moved: number): void {
    const { offsets, length } = this.#metering.flow.short
    let first = this.#short >>> 0
    while (first < length && (offsets[first] ?? 0) < this.#copied) first += 1
    let next = first
    while (next < length && (offsets[next] ?? 0) < end) next += 1
    this.#code.increment(offsets, first, next, moved)
    this.#short = next
  }

  /** Writes an index as it is now. */
  #change(at: number): void {
    const operand = new ByteReader(this.#bytes, at)
    const index = operand.u32()
    if (this.#bytes[at - 1] === OP.refFunc) this.#code.u32(this.#metering.layout.doors.get(index) ?? index)
    else this.#code.u32(this.#plan.self.carries ? index + 1 : index)
    this.#copied = operand.position
  }
}
