import { createHash } from 'node:crypto'
import { meter } from '../../fixtures/wasm/metered.ts'
import { offerFuel } from '../../src/call/more-fuel.ts'
import { inspect, type FunctionType, type ModuleInfo, type ValueType } from '../../src/inspect/index.ts'
import { instrument, METER, type Caps } from '../../src/instrument/index.ts'
import { FuzzingSupport } from './fuzzing-support.ts'
import { STATE } from './with-state-exported.ts'

/** More than any module asks for: what is compared is the meter, not the caps. */
const NO_CAPS: Caps = { memoryPages: 65_536, tableElements: 10_000_000 }
/** Of each step: a tenth of a second or so. */
const PLENTY = 10n ** 8n
/** Small, so that slices end in all kinds of places; doubled each time, so that a long step ends. */
const FIRST_SLICE = 50n
const HASHED_BYTES = 64 << 20

const ARGUMENTS: readonly Partial<Record<ValueType, unknown>>[] = [
  { i32: 0, i64: 0n, f32: 0, f64: 0, funcref: null, externref: null },
  { i32: -1, i64: 2n ** 63n - 1n, f32: -0.5, f64: 1e300, funcref: null, externref: 'outside' },
]

interface Step {
  readonly what: string
  readonly outcome: string
  /** Traps in it that the module's host caught. */
  readonly caught: number
}

/** What a module did, step by step: each with what it answered or how it trapped, and the fuel it took. */
export interface Behaviour {
  readonly steps: readonly Step[]
  readonly trace: readonly string[]
  readonly state: readonly string[]
  /** Fuel of every step; empty without a meter. */
  readonly fuel: readonly bigint[]
  /** How deep calls may go is the engine's business: behaviour from then on is not compared. */
  readonly ranOutOfStack: boolean
  /** It goes on for ever, or for too long: without a meter it is not even to be tried. */
  readonly ranOutOfFuel: boolean
}

/** Runs the module, every export with every set of arguments. */
export function observe(bytes: Uint8Array<ArrayBuffer>, metering: 'metered' | 'in slices' | 'unmetered'): Behaviour {
  const run = new Run(inspect(bytes))
  run.start(rewritten(bytes, metering))
  run.callEverything()
  return run.behaviour()
}

function rewritten(bytes: Uint8Array<ArrayBuffer>, metering: 'metered' | 'in slices' | 'unmetered') {
  if (metering === 'unmetered') return bytes
  return metering === 'metered' ? meter(bytes, NO_CAPS) : instrument(bytes, inspect(bytes), NO_CAPS, 'sliced')
}

class Run {
  readonly #info: ModuleInfo
  readonly #support = new FuzzingSupport()
  readonly #steps: Step[] = []
  readonly #fuelTaken: bigint[] = []
  #exports: WebAssembly.Exports = {}
  /** Fuel of the step that the module has not been given yet. */
  #reserve = 0n
  #slice = FIRST_SLICE

  constructor(info: ModuleInfo) {
    this.#info = info
  }

  start(bytes: Uint8Array<ArrayBuffer>): void {
    this.#step('start', () => {
      const module = new WebAssembly.Module(bytes)
      const { exports } = new WebAssembly.Instance(module, this.#support.importsFor(this.#info))
      this.#exports = exports
      offerFuel(exports, { grant: () => this.#grant(), wait: async () => {} })
      this.#refuel()
      const start = exports[METER.start]
      if (typeof start === 'function') start()
      this.#support.open(this.#ownExports())
    })
  }

  callEverything(): void {
    if (!this.#isStarted) return
    for (const exported of this.#info.exports) {
      if (exported.kind !== 'function' || !canBeCalled(exported.type)) continue
      for (const values of ARGUMENTS) this.#call(exported.name, exported.type, values)
    }
  }

  behaviour(): Behaviour {
    return {
      steps: this.#steps,
      trace: this.#support.trace,
      ranOutOfFuel: this.#fuelTaken.some((fuel) => fuel > PLENTY),
      state: this.#isStarted ? [...this.#state()] : [], // without a meter there is no instance to look at
      fuel: this.#fuelTaken,
      ranOutOfStack:
        this.#support.ranOutOfStack || this.#steps.some(({ outcome }) => outcome.startsWith('RangeError: Max')),
    }
  }

  #call(name: string, { params }: FunctionType, values: (typeof ARGUMENTS)[number]): void {
    const called = this.#exports[name] as (...parameters: unknown[]) => unknown
    this.#step(`${name}(${params.map((type) => shown(values[type])).join(', ')})`, () => {
      this.#refuel()
      return called(...params.map((type) => values[type]))
    })
  }

  #step(what: string, run: () => unknown): void {
    const before = this.#support.caught
    const outcome = outcomeOf(run)
    this.#steps.push({ what, outcome, caught: this.#support.caught - before })
    const fuel = this.#fuel
    if (fuel !== undefined) this.#fuelTaken.push(PLENTY - fuel.value - this.#reserve)
  }

  get #isStarted(): boolean {
    return this.#steps[0]!.outcome === 'undefined'
  }

  get #fuel(): WebAssembly.Global<bigint> | undefined {
    return this.#exports[METER.fuel] as WebAssembly.Global<bigint> | undefined
  }

  #refuel(): void {
    if (this.#fuel === undefined) return
    this.#fuel.value = PLENTY
    this.#reserve = 0n
    this.#slice = FIRST_SLICE
    if (METER.more in this.#exports) this.#nextSlice(this.#fuel)
  }

  #grant(): 'go on' {
    if (this.#fuel !== undefined) this.#nextSlice(this.#fuel)
    return 'go on'
  }

  #nextSlice(fuel: WebAssembly.Global<bigint>): void {
    const left = fuel.value + this.#reserve
    fuel.value = left < this.#slice ? left : this.#slice
    this.#reserve = left - fuel.value
    this.#slice *= 2n
  }

  #ownExports(): WebAssembly.ExportValue[] {
    return this.#info.exports.flatMap(({ name }) => (name.startsWith(STATE) ? [] : [this.#exports[name]!]))
  }

  *#state(): Generator<string> {
    for (const { name, ...exported } of this.#info.exports) {
      const value = this.#exports[name]
      if (value instanceof WebAssembly.Memory) yield `${name}: ${hashOf(value)}`
      if (value instanceof WebAssembly.Table) yield `${name}: ${value.length} elements`
      if (value instanceof WebAssembly.Global && exported.kind === 'global' && exported.type.value !== 'v128')
        yield `${name}: ${shown(value.value)}`
    }
  }
}

/** JavaScript has no value of the type v128. */
const canBeCalled = ({ params, results }: FunctionType) => ![...params, ...results].includes('v128')

function outcomeOf(run: () => unknown): string {
  try {
    return shown(run())
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return `${error.name}: ${error.message}`
  }
}

/** Tells apart all that is not the same; not the bits of one NaN from those of another, which the engine may choose. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'bigint') return `${value}n`
  return Object.is(value, -0) ? '-0' : String(value)
}

function hashOf(memory: WebAssembly.Memory): string {
  const { buffer } = memory
  const bytes = new Uint8Array(buffer, 0, Math.min(buffer.byteLength, HASHED_BYTES))
  return `${buffer.byteLength} bytes, ${createHash('sha256').update(bytes).digest('hex')}`
}
