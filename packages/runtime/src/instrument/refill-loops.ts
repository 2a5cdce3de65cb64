import { ByteReader } from '../inspect/byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { STEP, type Flow } from './flow.ts'
import { OP, VOID_BLOCK } from './meter-code.ts'
import type { Metering } from './metering.ts'
import type { SourceCopy } from './source-copy.ts'

/** The frames that {@link RefillLoops.open} writes, around one of the guest's. */
const FRAMES = 3
/** Labels of them, in the code right behind the guest's loop, and in the code that asks for fuel. */
const BEHIND_ALL = 2
const AGAIN = 0
/** Types of blocks from void on are one byte; others, which may take parameters, are an index. */
const LAST_SHORT_TYPE = 0x7f
/** Of the instruction of a loop with such a type. */
const HEADER_BYTES = 2
/** Seen from the beginning of the guest's loop: where fuel is asked for. */
export const REFILL_LABEL = 1

interface RefillLoop {
  /** How many frames of the guest are around it. */
  readonly depth: number
  /** What it takes at its header: it has been taken when fuel is asked for, and is taken again by the next turn. */
  readonly units: number
  /** Where its header stands in the source. */
  readonly start: number
}

/**
 * Loops of a function that gets its fuel in slices, written so that the call for more fuel stands outside of them. An engine
 * keeps registers free for a call inside of a loop, and neither peels nor unrolls such a loop, however seldom it is made:
 *
 *     block T                     ;; all that is behind the loop
 *       loop T                    ;; goes on with the loop when there is fuel again
 *         block
 *           loop T                ;; the guest's own
 *             …                   ;; takes its units, and leaves for the end of the block when there is less than nothing
 *           end
 *           br 2
 *         end
 *         …                       ;; asks for more fuel, and gives those units back
 *         br 0
 *       end
 *     end
 *
 * It is also known here how labels change that lead out of such a loop.
 */
export class RefillLoops {
  readonly #bytes: Uint8Array
  readonly #metering: Metering
  /** They have no others in them. */
  #open: RefillLoop | null = null
  /** How many frames of the guest are open, that of the function not counted. */
  #depth = 0

  constructor(bytes: Uint8Array, metering: Metering) {
    this.#bytes = bytes
    this.#metering = metering
  }

  /** A frame of the guest begins. */
  enter(): void {
    this.#depth += 1
  }

  /** A frame of the guest ends. @returns the loop that it was, when it was one of these. */
  leave(): RefillLoop | null {
    this.#depth -= 1
    const loop = this.#open
    if (loop?.depth !== this.#depth) return null
    this.#open = null
    return loop
  }

  /**
   * Writes what comes before a loop of the guest, which has been entered. `units` are what it takes at its header.
   * @returns whether it did: a loop that calls or has others in it gains nothing, and one that takes parameters keeps its form.
   */
  open(source: SourceCopy, step: number, units: number): boolean {
    const { flow } = this.#metering
    const start = flow.start[step] ?? 0
    const type = this.#bytes[start + 1] ?? 0
    const isShort = type >= VOID_BLOCK && type <= LAST_SHORT_TYPE
    if (!isShort || !runsAlone(flow, step)) return false
    source.insert().bytes([OP.block, type, OP.loop, type, OP.block, VOID_BLOCK])
    this.#open = { depth: this.#depth - 1, units, start }
    return true
  }

  /**
   * Writes what comes behind the end of such a loop, where the source has come to `end`; `refill` writes the code that asks for
   * fuel. A trap in that is one at the header of the loop, as far as anybody can see.
   */
  close(code: ByteWriter, { start }: RefillLoop, end: number, refill: () => void): void {
    const { offsets } = this.#metering
    offsets?.add(code.length, end)
    code.bytes([OP.br, BEHIND_ALL, OP.end])
    offsets?.add(code.length, start)
    refill()
    offsets?.add(code.length, start + HEADER_BYTES)
    code.bytes([OP.br, AGAIN, OP.end, OP.end])
  }

  /** Whether labels may have changed at this place. */
  get isInside(): boolean {
    return this.#open !== null
  }

  /** The label of a branch of the guest, which stands at an offset of the source, as it is now. */
  labelAt(offset: number): number {
    return this.#label(new ByteReader(this.#bytes, offset + 1).u32())
  }

  /** Writes a branch of the guest, of any kind, with its labels as they are now. */
  branch(code: ByteWriter, offset: number): void {
    const source = new ByteReader(this.#bytes, offset)
    const opcode = source.u8()
    code.u8(opcode)
    const labels = opcode === OP.brTable ? source.u32() + 1 : 1
    if (opcode === OP.brTable) code.u32(labels - 1)
    for (let index = 0; index < labels; index += 1) code.u32(this.#label(source.u32()))
  }

  /** Such a loop between here and the frame that a label names counts as several frames. */
  #label(own: number): number {
    const target = this.#depth - 1 - own
    return this.#open !== null && this.#open.depth > target ? own + FRAMES : own
  }
}

/** Whether nothing but the code of a loop runs in it, and no other loop: only then does a call in it make a difference. */
function runsAlone({ kind, close, uses }: Flow, loop: number): boolean {
  const end = close[loop] ?? 0
  for (let step = loop + 1; step < end; step += 1) {
    if (kind[step] === STEP.call || kind[step] === STEP.measure) return false
    if (kind[step] === STEP.loop && uses[step] !== 0) return false
  }
  return true
}
