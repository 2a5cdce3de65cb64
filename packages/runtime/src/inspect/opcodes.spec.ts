import { describe, expect, it } from 'vitest'
import { list, moduleOf, section, sized, u32 } from '../../fixtures/wasm/module-bytes.ts'
import { disassemble } from '../../fixtures/wasm/wat.ts'
import { inspect, InspectionRefused } from './index.ts'
import { COST_BY_NAME, costOf } from './opcode-costs.ts'
import type { Immediates } from './opcode-runs.ts'
import {
  MISC_OPERATIONS,
  MISC_PREFIX,
  PLAIN_OPERATIONS,
  SIMD_OPERATIONS,
  SIMD_PREFIX,
  type Operation,
} from './opcodes.ts'

interface Opcode {
  readonly bytes: readonly number[]
  readonly operation: Operation
}

const opcodesOf = (prefix: readonly number[], table: readonly (Operation | undefined)[]): Opcode[] =>
  table.flatMap((operation, code) =>
    operation ? [{ operation, bytes: prefix.length === 0 ? [code] : [...prefix, ...u32(code)] }] : [],
  )

const OPCODES = [
  ...opcodesOf([], PLAIN_OPERATIONS),
  ...opcodesOf([MISC_PREFIX], MISC_OPERATIONS),
  ...opcodesOf([SIMD_PREFIX], SIMD_OPERATIONS),
]

/** The shortest immediates that are valid in {@link moduleWith}. */
const IMMEDIATES: Record<Immediates, readonly number[]> = {
  none: [],
  block: [0x40],
  label: [0],
  labels: [0, 0],
  function: [0],
  indirect: [0, 0],
  local: [0],
  global: [0],
  table: [0],
  memory: [0],
  access: [0, 0],
  accessLane: [0, 0, 0],
  i32: [0],
  i64: [0],
  f32: [0, 0, 0, 0],
  f64: [0, 0, 0, 0, 0, 0, 0, 0],
  v128: Array.from({ length: 16 }, () => 0),
  lane: [0],
  shuffle: Array.from({ length: 16 }, () => 0),
  selectTypes: [1, 0x7f],
  reference: [0x70],
  data: [0],
  dataMemory: [0, 0],
  memoryMemory: [0, 0],
  element: [0],
  elementTable: [0, 0],
  tableTable: [0, 0],
}

/** A module that has one of everything, and the given code where it cannot be reached: any operands will do. */
function moduleWith(code: readonly number[]): Uint8Array<ArrayBuffer> {
  const instructions = [1, 1, 0x7f, 0x00, ...code, 0x00, 0x0b]
  const { bytes } = moduleOf(
    section(1, list([0x60, 0, 0])),
    section(3, list([0])),
    section(4, list([0x70, 0, 1])),
    section(5, list([0, 1])),
    section(6, list([0x7f, 1, 0x41, 0, 0x0b])),
    section(9, list([1, 0, 1, 0])),
    section(12, [1]),
    section(10, list(sized(instructions))),
    section(11, list([1, 0])),
  )
  return bytes
}

function moduleUsing({ bytes, operation }: Opcode): Uint8Array<ArrayBuffer> {
  const instruction = [...bytes, ...IMMEDIATES[operation.immediates]]
  if (operation.name === 'else') return moduleWith([0x04, 0x40, ...instruction, 0x01, 0x0b])
  if (operation.name === 'end') return moduleWith([0x02, 0x40, ...instruction])
  return moduleWith(operation.immediates === 'block' ? [...instruction, 0x0b] : instruction)
}

describe('the opcode table', () => {
  it('has the whole instruction set of WebAssembly 2.0 and two tail calls', () => {
    expect(OPCODES).toHaveLength(437 + 2)
    expect(new Set(OPCODES.map(({ operation }) => operation.name))).toHaveProperty('size', OPCODES.length)
  })

  it.each(OPCODES.map((opcode) => [opcode.operation.name, opcode] as const))(
    'has the number and the immediates of %s',
    (name, opcode) => {
      const bytes = moduleUsing(opcode)
      const text = name === 'select_t' ? 'select (result i32)' : name
      expect(disassemble(bytes)).toMatch(new RegExp(String.raw`\s${RegExp.escape(text)}[\s)]`))
      expect(inspect(bytes).functionCount).toBe(1)
      expect(WebAssembly.validate(bytes)).toBe(true)
    },
  )

  it('misses no instruction that the engine takes for plain WebAssembly', () => {
    const prefixes: readonly (readonly [number[], number])[] = [
      [[], 0xfb],
      [[MISC_PREFIX], 64],
      [[SIMD_PREFIX], 0x100],
    ]
    const unknown = prefixes.flatMap(([prefix, count]) =>
      Array.from({ length: count }, (_, code) => [...prefix, ...(prefix.length === 0 ? [code] : u32(code))])
        .flatMap((opcode) => Object.values(IMMEDIATES).map((immediates) => [...opcode, ...immediates]))
        .filter((code) => WebAssembly.validate(moduleWith(code)) && isUnknown(moduleWith(code))),
    )
    expect(unknown).toEqual([])
  })

  it('has every instruction that the price list names', () => {
    const names = new Set(OPCODES.map(({ operation }) => operation.name))
    expect([...COST_BY_NAME.keys()].filter((name) => !names.has(name))).toEqual([])
  })

  it('lets nothing free take a value from the stack, so that every value is paid for', () => {
    const free = OPCODES.filter(({ operation }) => operation.cost === 0).map(({ operation }) => operation.name)
    expect(free).toEqual([
      'nop',
      'block',
      'else',
      'end',
      'local.get',
      'i32.const',
      'i64.const',
      'f32.const',
      'f64.const',
    ])
    expect(costOf('loop')).toBe(1)
  })
})

/** Whether inspection knows no name for what it refuses. */
function isUnknown(bytes: Uint8Array): boolean {
  try {
    inspect(bytes)
    return false
  } catch (error) {
    if (!(error instanceof InspectionRefused)) throw error
    return !error.reason.startsWith('Not supported: ')
  }
}
