import { describe, expect, it } from 'vitest'
import { meter } from '../../fixtures/wasm/metered.ts'
import { wat } from '../../fixtures/wasm/wat.ts'
import { METHOD_BYTES } from '../../src/abi/abi.ts'
import { GuestMemory } from '../../src/abi/guest-memory.ts'
import { engineImports } from '../../src/abi/js/engine-imports.ts'
import { Meter } from '../../src/call/meter.ts'
import { GuestFault } from '../../src/index.ts'
import { countOf, PATIENCE_MS, pick, printFigures, randomFrom, replayWith, SEED } from '../sizes.ts'

const PROBES = countOf({ test: 20_000, proof: 1_000_000 })
const END = 65_536
const EDGES = [0, 1, END - 1, END, END + 1, 2 ** 31, 2 ** 32 - 1]
const MAX_ARGUMENTS = 16
const MAX_RANDOM_BYTES = 4_096

const fits = (pointer: number, length: number): boolean => BigInt(pointer) + BigInt(length) <= BigInt(END)
/** The memory ends with a NUL: a string may begin at its last byte. */
const isString = (pointer: number): boolean => pointer < END

/** An import of the engine that is given pointers: what it is passed, and whether it should take it. */
interface Probed {
  /** Of its parameters, those that are under test; the others are 0. */
  readonly at: readonly number[]
  readonly types: readonly ('i32' | 'i64')[]
  isFine(...values: number[]): boolean
}

const PROBED: Record<string, Probed> = {
  host_call: {
    at: [0, 1, 3, 4],
    types: ['i32', 'i32', 'i32', 'i32', 'i32'],
    isFine: (name, length, count, values) =>
      fits(name, length) && length <= METHOD_BYTES && count <= MAX_ARGUMENTS && fits(values, count * 4),
  },
  host_module_normalize: {
    at: [0, 1],
    types: ['i32', 'i32'],
    isFine: (importer, specifier) => isString(importer) && isString(specifier),
  },
  host_module_load: {
    at: [0, 1],
    types: ['i32', 'i32'],
    isFine: (name, lengthOut) => isString(name) && fits(lengthOut, 4),
  },
  clock_time_get: { at: [2], types: ['i32', 'i64', 'i32'], isFine: (out) => fits(out, 8) },
  // More than it gives at a time is an answer, and no fault.
  random_get: {
    at: [0, 1],
    types: ['i32', 'i32'],
    isFine: (out, length) => length > MAX_RANDOM_BYTES || fits(out, length),
  },
}
const NAMES = Object.keys(PROBED)
const WITHOUT_POINTERS = [
  'host_interrupt',
  'host_get_timezone_offset',
  'host_promise_rejection',
  'fd_close',
  'fd_fdstat_get',
  'fd_seek',
  'fd_write',
]

/** Text, with the end of a string every now and then. */
const CONTENTS = Uint8Array.from({ length: END }, (_, at) => (at % 512 === 511 ? 0 : 0x61))

/** The imports of an engine that has one page of memory, and a way to find out what one of them makes of some values. */
function offered() {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(meter(wat('(memory (export "memory") 1)'))))
  const memory = exports['memory'] as WebAssembly.Memory
  const bytes = Buffer.from(memory.buffer)
  const counter = new Meter(exports)
  const offer = engineImports(() => ({
    memory: new GuestMemory(memory),
    meter: counter,
    hostCall: () => 0,
    loadModule: () => ({ pointer: 64, length: 8 }),
    resolveModule: () => 64,
  }))
  const functions = new Map([...offer.values()].flatMap((those) => [...those]))
  bytes.set(CONTENTS)
  counter.refill(10n ** 15n)

  /** Calls as wasm would. Anything thrown but the guest's trap fails the test. */
  function isTaken(name: string, values: readonly number[]): boolean {
    const { at, types } = PROBED[name]!
    const imported = functions.get(name) as (...values: (number | bigint)[]) => unknown
    const passed = types.map((type, index) => {
      const value = values[at.indexOf(index)] ?? 0
      return type === 'i64' ? BigInt(value) : value | 0
    })
    try {
      imported(...passed)
      bytes.set(CONTENTS)
      return true
    } catch (error) {
      if (error instanceof GuestFault && error.code === 'guest_trap') return false
      throw error
    }
  }
  return { names: [...functions.keys()], isTaken, isUntouched: () => bytes.equals(CONTENTS) }
}

/** Every list of so many edges. */
const grid = (parameters: number): number[][] =>
  parameters === 0 ? [[]] : grid(parameters - 1).flatMap((rest) => EDGES.map((edge) => [...rest, edge]))

function arbitrary(random: () => number): number {
  const kind = random()
  if (kind < 0.4) return (pick(random, EDGES) + Math.floor(random() * 40) - 20) >>> 0
  if (kind < 0.8) return Math.floor(random() * (kind < 0.6 ? 20 : END))
  return Math.floor(random() * 2 ** 32)
}

describe('every import of the JavaScript engine', () => {
  it('has its pointers in the table above, or has none', () => {
    expect(offered().names.toSorted()).toEqual([...NAMES, ...WITHOUT_POINTERS].toSorted())
  })

  it.each(NAMES)('takes what lies within the memory and traps at everything else, on the grid of edges: %s', (name) => {
    const { isTaken, isUntouched } = offered()
    const { at, isFine } = PROBED[name]!
    for (const values of grid(at.length)) {
      expect(isTaken(name, values), `${name}(${values.join()})`).toBe(isFine(...values))
      expect(isUntouched(), `${name}(${values.join()})`).toBe(true)
    }
  })

  it('takes what lies within the memory and traps at everything else, at random', { timeout: PATIENCE_MS }, () => {
    const { isTaken } = offered()
    const random = randomFrom(SEED)
    const seen = { taken: 0, trapped: 0 }
    for (let probe = 0; probe < PROBES; probe += 1) {
      const name = pick(random, NAMES)
      const values = PROBED[name]!.at.map(() => arbitrary(random))
      const taken = isTaken(name, values)
      if (taken !== PROBED[name]!.isFine(...values)) expect.fail(`${name}(${values.join()}): ${taken}, ${replayWith()}`)
      seen[taken ? 'taken' : 'trapped'] += 1
    }
    printFigures(`${PROBES} probes of the engine from ${replayWith()}: ${seen.taken} taken, ${seen.trapped} trapped`)
    expect(seen.taken).toBeGreaterThan(PROBES / 20)
    expect(seen.trapped).toBeGreaterThan(PROBES / 20)
  })
})
