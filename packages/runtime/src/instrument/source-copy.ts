import { ByteReader } from '../inspect/byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { OP } from './meter-code.ts'
import type { BodyPlan, Metering } from './metering.ts'

/**
 * Copies the guest's own code of one body, piece by piece. Only indexes in it change: those of locals behind the
 * parameter with the fuel, and references to functions that have a door.
 */
export class SourceCopy {
  readonly #bytes: Uint8Array
  readonly #code: ByteWriter
  readonly #metering: Metering
  readonly #plan: BodyPlan
  /** How far the code is copied. */
  #copied: number
  /** The next of the indexes that may change. */
  #operand: number

  constructor(bytes: Uint8Array, code: ByteWriter, metering: Metering, plan: BodyPlan) {
    this.#bytes = bytes
    this.#code = code
    this.#metering = metering
    this.#plan = plan
    this.#copied = metering.flow.start[plan.first] ?? 0
    this.#operand = plan.firstOperand
  }

  copyTo(offset: number): void {
    if (offset <= this.#copied) return
    const { operands, operandCount } = this.#metering.flow
    while (this.#operand < operandCount && (operands[this.#operand] ?? 0) < offset) {
      this.#change(operands[this.#operand] ?? 0)
      this.#operand += 1
    }
    this.#code.copy(this.#bytes, this.#copied, offset)
    this.#copied = offset
  }

  /** Leaves out what is not copied before this offset. */
  skipTo(offset: number): void {
    this.#copied = offset
  }

  /** Copies what is before an index, and then the index as it is now. */
  #change(at: number): void {
    if (at < this.#copied) return
    const operand = new ByteReader(this.#bytes, at)
    const index = operand.u32()
    this.#code.copy(this.#bytes, this.#copied, at)
    if (this.#bytes[at - 1] === OP.refFunc) this.#code.u32(this.#metering.layout.doors.get(index) ?? index)
    else this.#code.u32(this.#plan.self.carries ? index + 1 : index)
    this.#copied = operand.position
  }
}
