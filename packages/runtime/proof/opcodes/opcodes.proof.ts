import { describe, expect, it } from 'vitest'
import { attempt, MeteredInstance, type Exported } from '../../fixtures/wasm/metered.ts'
import { u32 } from '../../fixtures/wasm/module-bytes.ts'
import { wat } from '../../fixtures/wasm/wat.ts'
import { costOf } from '../../src/inspect/opcode-costs.ts'
import type { Immediates } from '../../src/inspect/opcode-runs.ts'
import {
  MISC_OPERATIONS,
  MISC_PREFIX,
  PLAIN_OPERATIONS,
  SIMD_OPERATIONS,
  SIMD_PREFIX,
} from '../../src/inspect/opcodes.ts'
import { BYTES_PER_UNIT, FUEL_PER_ELEMENT, FUEL_PER_ENTRY, FUEL_PER_PAGE } from '../../src/instrument/fuel-prices.ts'
import { CONTROL } from './control.ts'
import { executionsOf, findSignature, moduleWith, RESULT_AT, type Execution } from './opcode-module.ts'

const PLENTY = 10n ** 15n

/** Immediates of instructions that are tried by {@link executionsOf}; null for those that shape the flow of control. */
const IMMEDIATES: Record<Immediates, readonly number[] | null> = {
  none: [],
  block: null,
  label: null,
  labels: null,
  function: [0],
  indirect: null,
  local: [0],
  global: [0],
  table: [0],
  memory: [0],
  access: [0, 3],
  accessLane: [0, 3, 1],
  i32: [0x7f],
  i64: [0x7f],
  f32: [0, 0, 0xc0, 0x7f],
  f64: [0, 0, 0, 0, 0, 0, 0xf0, 0xff],
  v128: Array.from({ length: 16 }, (_, lane) => lane),
  lane: [1],
  shuffle: [31, 0, 16, 15, 1, 30, 2, 29, 3, 28, 4, 27, 5, 26, 6, 25],
  selectTypes: null,
  reference: [0x70],
  data: [0],
  dataMemory: [0, 0],
  memoryMemory: [0, 0],
  element: [0],
  elementTable: [0, 0],
  tableTable: [0, 0],
}
const CONTROL_NAMES = new Set(CONTROL.map(({ name }) => name))

const OPERATIONS = [
  { prefix: [], table: PLAIN_OPERATIONS },
  { prefix: [MISC_PREFIX], table: MISC_OPERATIONS },
  { prefix: [SIMD_PREFIX], table: SIMD_OPERATIONS },
].flatMap(({ prefix, table }) =>
  table.flatMap((operation, code) =>
    operation ? [{ ...operation, opcode: prefix.length === 0 ? [code] : [...prefix, ...u32(code)] }] : [],
  ),
)
const STRAIGHT = OPERATIONS.filter(({ name }) => !CONTROL_NAMES.has(name))

/** What an operand makes an instruction cost on top of its own price, when the instruction gave this result. */
function priceOfLength(name: string, { operands }: Execution, result: number): number {
  const length = operands.at(-1)?.unsigned ?? 0
  if (['memory.fill', 'memory.copy', 'memory.init'].includes(name)) return Math.floor(length / BYTES_PER_UNIT)
  if (['table.fill', 'table.copy', 'table.init', 'table.grow'].includes(name)) return length * FUEL_PER_ELEMENT
  if (name === 'memory.grow') return result === -1 ? 0 : length * FUEL_PER_PAGE
  return 0
}

const sumOf = (names: readonly string[]) =>
  names.reduce((sum, name) => sum + (name === 'entry' ? FUEL_PER_ENTRY : costOf(name)), 0)

/** The instance of a module, with what its instructions can change. */
class Observed {
  readonly exports: WebAssembly.Exports

  constructor(exports: WebAssembly.Exports) {
    this.exports = exports
  }

  get #bytes(): Buffer {
    return Buffer.from((this.exports['memory'] as WebAssembly.Memory).buffer)
  }

  get result(): { readonly hex: string; readonly i32: number } {
    return { hex: this.#bytes.toString('hex', RESULT_AT, RESULT_AT + 16), i32: this.#bytes.readInt32LE(RESULT_AT) }
  }

  isLike(other: Observed): boolean {
    return this.#bytes.equals(other.#bytes) && this.#rest() === other.#rest()
  }

  #rest(): string {
    const table = this.exports['table'] as WebAssembly.Table
    const elements = Array.from({ length: table.length }, (_, index) => table.get(index) === null)
    return JSON.stringify([elements, (this.exports['global'] as WebAssembly.Global).value])
  }
}

describe('every instruction that is accepted', () => {
  it('is tried here, with operands or for the flow of control', () => {
    expect(OPERATIONS).toHaveLength(439)
    const untried = STRAIGHT.filter(({ immediates }) => IMMEDIATES[immediates] === null)
    expect(untried).toEqual([])
  })

  it.each(STRAIGHT.map((operation) => [operation.name, operation] as const))(
    '%s gives and costs what it should, on operands at every border',
    (name, { opcode, immediates }) => {
      const instruction = [...opcode, ...IMMEDIATES[immediates]!]
      const executions = executionsOf(name, instruction, findSignature(instruction))
      const bytes = moduleWith(executions.map(({ body }) => body))
      const plain = new Observed(new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports)
      const subject = new MeteredInstance(bytes)
      const metered = new Observed(subject.exports)
      for (const [index, execution] of executions.entries()) {
        const expected = attempt(plain.exports[`f${index}`] as Exported, [])
        const { result, isTrap, spent } = subject.call(`f${index}`, PLENTY)
        const what = `${name}, bytes ${execution.body.map((byte) => byte.toString(16)).join(' ')}`
        if (result !== expected.result || metered.result.hex !== plain.result.hex) expect.fail(what)
        const least = FUEL_PER_ENTRY + sumOf(execution.upTo) + priceOfLength(name, execution, plain.result.i32)
        const most = least + sumOf(execution.after)
        // A trap ends a block that has been paid as a whole.
        const isRight = isTrap ? spent >= least && spent <= most : spent === BigInt(most)
        if (!isRight) expect.fail(`${what}: took ${spent}, and ${least} to ${most} is right`)
      }
      expect(metered.isLike(plain)).toBe(true)
    },
  )

  it.each(CONTROL.map((control) => [control.name, control] as const))(
    '%s leads to the same place and costs what runs',
    (_, { text, executes }) => {
      const plain = new WebAssembly.Instance(new WebAssembly.Module(wat(text))).exports['run'] as Exported
      for (const argument of [0, 1, 2, -1, 2 ** 31 - 1]) {
        const { result, spent } = new MeteredInstance(wat(text)).call('run', PLENTY, argument)
        expect({ result, spent }, `run(${argument})`).toEqual({
          result: attempt(plain, [argument]).result,
          spent: BigInt(FUEL_PER_ENTRY + sumOf(executes(argument))),
        })
      }
    },
  )
})
