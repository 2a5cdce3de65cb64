import { list, moduleOf, name, section, sized, u32 } from '../../fixtures/wasm/module-bytes.ts'
import { OPERAND_TYPES, OPERANDS, TYPE_CODES, type Operand, type OperandType } from './operands.ts'

/** Where every function puts the result of its instruction. */
export const RESULT_AT = 40_000

export interface Signature {
  readonly params: readonly OperandType[]
  readonly result: OperandType | null
}

/** One local of every type: of local 0, which is an i32, instructions speak. */
const LOCALS = list(...OPERAND_TYPES.map((type) => [1, TYPE_CODES[type]]))

/**
 * A module that has one of everything that an instruction can refer to, with the functions `f0`, `f1`, … of these
 * bodies. Its memory, table and global are exported too.
 */
export function moduleWith(bodies: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> {
  const functions = [[], ...bodies]
  const pattern = Array.from({ length: 256 }, (_, index) => (index * 7) % 256)
  return moduleOf(
    section(1, list([0x60, 0, 0])),
    section(3, list(...functions.map(() => [0]))),
    section(4, list([TYPE_CODES.funcref, 1, ...u32(10), ...u32(20)])),
    section(5, list([1, 1, 3])),
    section(6, list([TYPE_CODES.i32, 1, 0x41, 5, 0x0b])),
    section(
      7,
      list(
        [...name('memory'), 2, 0],
        [...name('table'), 1, 0],
        [...name('global'), 3, 0],
        ...bodies.map((_, index) => [...name(`f${index}`), 0, ...u32(index + 1)]),
      ),
    ),
    section(9, list([1, 0, ...list(u32(0), u32(0), u32(0))], [0, 0x41, 0, 0x0b, ...list(u32(0))])),
    section(12, [2]),
    section(10, list(...functions.map((instructions) => sized([...LOCALS, ...instructions, 0x0b])))),
    section(11, list([1, ...u32(16), ...pattern.slice(0, 16)], [0, 0x41, 0, 0x0b, ...u32(256), ...pattern])),
  ).bytes
}

/** How the result of an instruction gets into memory, with the names of what that takes. */
const STORES: Record<OperandType, { bytes: readonly number[]; names: readonly string[] }> = {
  i32: { bytes: [0x36, 0, 0], names: ['i32.store'] },
  i64: { bytes: [0x37, 0, 0], names: ['i64.store'] },
  f32: { bytes: [0x38, 0, 0], names: ['f32.store'] },
  f64: { bytes: [0x39, 0, 0], names: ['f64.store'] },
  v128: { bytes: [0xfd, 0x0b, 0, 0], names: ['v128.store'] },
  funcref: { bytes: [0xd1, 0x36, 0, 0], names: ['ref.is_null', 'i32.store'] },
}

const ADDRESS = [0x41, 0xc0, 0xb8, 0x02] // i32.const RESULT_AT

/** A function that runs one instruction on these operands. */
export interface Execution {
  readonly operands: readonly Operand[]
  readonly body: readonly number[]
  /** Names of the instructions up to and with the one that is tried, and of those after it. */
  readonly upTo: readonly string[]
  readonly after: readonly string[]
}

/** The instruction with every combination of operands. */
export function executionsOf(opcode: string, instruction: readonly number[], signature: Signature): Execution[] {
  return combinations(signature.params).map((operands) => {
    const pushes = operands.flatMap(({ bytes }) => bytes)
    const store = signature.result === null ? { bytes: [], names: [] } : STORES[signature.result]
    const address = signature.result === null ? [] : ADDRESS
    return {
      operands,
      body: [...address, ...pushes, ...instruction, ...store.bytes],
      upTo: [...operands.map((each) => each.name), opcode],
      after: store.names,
    }
  })
}

function combinations(params: readonly OperandType[]): Operand[][] {
  const [first, ...rest] = params
  if (first === undefined) return [[]]
  return OPERANDS[first].flatMap((operand) => combinations(rest).map((others) => [operand, ...others]))
}

/** Simple ones first: most instructions take operands of one type. */
const PARAMS: readonly (readonly OperandType[])[] = [
  [],
  ...OPERAND_TYPES.map((type) => [type]),
  ...OPERAND_TYPES.map((type) => [type, type]),
  ...OPERAND_TYPES.flatMap((a) => OPERAND_TYPES.map((b) => [a, b])),
  ...OPERAND_TYPES.map((type) => [type, type, type]),
  ...OPERAND_TYPES.map((type) => ['i32', type, 'i32'] as const),
]
const RESULTS: readonly (OperandType | null)[] = [null, ...OPERAND_TYPES]

/** What an instruction takes and gives, found out from the engine: our own tables need not be right for it. */
export function findSignature(instruction: readonly number[]): Signature {
  for (const params of PARAMS) {
    for (const result of RESULTS) {
      const pushes = params.flatMap((type) => OPERANDS[type][0]!.bytes)
      const take = result === null ? [] : [0x21, OPERAND_TYPES.indexOf(result)]
      if (WebAssembly.validate(moduleWith([[...pushes, ...instruction, ...take]]))) return { params, result }
    }
  }
  throw new Error('The engine takes this instruction with no operands that are known here')
}
