/** A type that an operand or a result of an instruction can have. */
export type OperandType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128' | 'funcref'
export const OPERAND_TYPES: readonly OperandType[] = ['i32', 'i64', 'f32', 'f64', 'v128', 'funcref']

/** As locals and block types are encoded. */
export const TYPE_CODES: Record<OperandType, number> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
  funcref: 0x70,
}

/** An instruction that pushes a value. */
export interface Operand {
  readonly bytes: readonly number[]
  /** The instruction's name, for its price. */
  readonly name: string
  /** The value as an unsigned number; 0 where it is none. */
  readonly unsigned: number
}

const I32 = [0, 1, 2, 7, 8, 31, 32, 255, 32_768, 65_528, 65_535, 65_536, 2 ** 31 - 1, -(2 ** 31), -1]
const I64 = [0n, 1n, 31n, 63n, 64n, 255n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n), -1n]
const SMALL_FLOATS = [0, -0, 0.5, -0.5, 1.5, 2.5, -1, Number.NaN, Infinity, -Infinity]
/** Around what fits an integer. */
const LARGE_FLOATS = [2 ** 31, -(2 ** 31) - 1, 2 ** 32, 2 ** 63, -(2 ** 63), 2 ** 64]
const FLOATS = [...SMALL_FLOATS, ...LARGE_FLOATS]
const F32 = [...FLOATS, 2 ** -149, 3.402_823_466_385_288_6e38]
const F64 = [...FLOATS, Number.MIN_VALUE, Number.MAX_VALUE, 2 ** 53 + 2]

/** Values at which instructions change their behaviour, of every type. */
export const OPERANDS: Record<OperandType, readonly Operand[]> = {
  i32: I32.map((value) => ({ name: 'i32.const', unsigned: value >>> 0, bytes: [0x41, ...signed(BigInt(value))] })),
  i64: I64.map((value) => operand('i64.const', [0x42, ...signed(value)])),
  f32: F32.map((value) => operand('f32.const', [0x43, ...bytesOf(new Float32Array([value]))])),
  f64: F64.map((value) => operand('f64.const', [0x44, ...bytesOf(new Float64Array([value]))])),
  v128: vectors().map((lanes) => operand('v128.const', [0xfd, 0x0c, ...lanes])),
  funcref: [operand('ref.null', [0xd0, 0x70]), operand('ref.func', [0xd2, 0])],
}

function operand(name: string, bytes: readonly number[]): Operand {
  return { name, bytes, unsigned: 0 }
}

function vectors(): readonly (readonly number[])[] {
  return [
    Array.from({ length: 16 }, () => 0),
    Array.from({ length: 16 }, () => 0xff),
    Array.from({ length: 16 }, (_, lane) => lane * 16 + 1),
    bytesOf(new Int16Array([-(2 ** 15), 2 ** 15 - 1, 0, 1, -1, 255, 256, -256])),
    bytesOf(new Float32Array([Number.NaN, -0, Infinity, 2 ** 32])),
    bytesOf(new Float64Array([-(2 ** 31) - 1, Number.MIN_VALUE])),
    bytesOf(new BigInt64Array([-(2n ** 63n), 2n ** 63n - 1n])),
  ]
}

function bytesOf({ buffer }: ArrayBufferView): number[] {
  return [...new Uint8Array(buffer)]
}

/** A signed number in LEB128. */
function signed(value: bigint): number[] {
  const low = Number(value & 0x7fn)
  const rest = value >> 7n
  const isLast = (rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40)
  return isLast ? [low] : [low | 0x80, ...signed(rest)]
}
