import { ByteReader } from '../inspect/byte-reader.ts'
import type { Immediates } from '../inspect/opcode-runs.ts'
import { PLAIN_OPERATIONS } from '../inspect/opcodes.ts'
import type { Flow } from './flow.ts'

/** Bits of what is known of an opcode; in the lowest ones the size of its instruction while each number in it has one byte. */
const SIZE_BITS = 0b1111
const LOCAL_SHIFT = 4
const IS_LOCAL = 1 << LOCAL_SHIFT
/** In the place of the bit by which a number goes on: the first byte behind the opcode begins one, and so does the second. */
const HAS_NUMBER = 1 << 7
const HAS_SECOND = 1 << 8
const IS_STEPPED_OVER = 1 << 9
const PRICE_SHIFT = 10

const FORM_OF: Partial<Record<Immediates, number>> = {
  none: 1,
  local: 2 | IS_LOCAL | HAS_NUMBER,
  global: 2 | HAS_NUMBER,
  i32: 2 | HAS_NUMBER,
  i64: 2 | HAS_NUMBER,
  access: 3 | HAS_NUMBER | HAS_SECOND,
  f32: 5,
  f64: 9,
}

const OPCODES = Int32Array.from(PLAIN_OPERATIONS, (operation) => {
  const form = operation?.isPlain ? FORM_OF[operation.immediates] : undefined
  return ((operation?.cost ?? 0) << PRICE_SHIFT) | (form === undefined ? 0 : form | IS_STEPPED_OVER)
})

const CONTINUED = 0x80
/** Above all indexes of locals: of a function in which none of them moves. */
export const NO_LOCAL = 2 ** 30

/** Units of fuel that an instruction takes whose opcode is one byte, without what depends on how much it moves. */
export const priceOf = (opcode: number): number => (OPCODES[opcode] ?? 0) >> PRICE_SHIFT

/**
 * Steps over the instructions that make up most code, and notes where they name locals from `firstMoving` on; inspection has
 * looked at them closely. Which one comes next is anybody's guess, and processors that guess wrong lose more time than all
 * else takes here: the common ones are told apart by arithmetic.
 * @returns the price of them all
 */
export function skipStraight(reader: ByteReader, firstMoving: number, flow: Flow): number {
  const { bytes } = reader
  const { offsets, length } = flow.short
  // Engines keep what comes out of a shift as an integer, and what comes from elsewhere as any value at all.
  let at = reader.position >>> 0
  let units = 0
  let noted = length >>> 0
  const lastUnmoved = Math.min(firstMoving, CONTINUED) - 1
  for (;;) {
    const opcode = OPCODES[bytes[at] ?? 0] ?? 0
    if ((opcode & IS_STEPPED_OVER) === 0) break
    units += opcode >> PRICE_SHIFT
    const number = bytes[at + 1] ?? 0
    const second = bytes[at + 2] ?? 0
    // A local of which the next one's index does not fit into a byte counts as a long one.
    const isLocal = (opcode >> LOCAL_SHIFT) & 1
    const goesOn = ((number | (number + isLocal)) & opcode) | (second & (opcode >> 1))
    if ((goesOn & CONTINUED) === 0) {
      offsets[noted] = at + 1
      noted += isLocal & ((lastUnmoved - number) >>> 31)
      at += opcode & SIZE_BITS
      continue
    }
    if (isLocal === 1) noteLocal(bytes, at + 1, firstMoving, flow)
    at = behindNumber(bytes, at + 1)
    if ((opcode & HAS_SECOND) !== 0) at = behindNumber(bytes, at)
  }
  flow.short.length = noted
  reader.position = at
  return units
}

function behindNumber(bytes: Uint8Array, offset: number): number {
  let at = offset >>> 0
  while ((bytes[at] ?? 0) >= CONTINUED) at += 1
  return at + 1
}

/** Notes the index of a local, which the next one's would not fit into the same byte with, if it moves. */
function noteLocal(bytes: Uint8Array, offset: number, firstMoving: number, flow: Flow): void {
  if (new ByteReader(bytes, offset).u32() >= firstMoving) flow.long.push(offset)
}
