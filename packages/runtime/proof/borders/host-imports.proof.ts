import { describe, expect, it } from 'vitest'
import { meter } from '../../fixtures/wasm/metered.ts'
import { wat } from '../../fixtures/wasm/wat.ts'
import { METHOD_BYTES } from '../../src/abi/abi.ts'
import { CORE_IMPORTS, type CoreImport } from '../../src/abi/core/allow-list.ts'
import { CoreContext } from '../../src/abi/core/core-context.ts'
import { coreImports, type ImportFunction } from '../../src/abi/core/imports.ts'
import { Registrations } from '../../src/abi/core/registrations.ts'
import { GuestMemory } from '../../src/abi/guest-memory.ts'
import { ActiveJob, type JobLink } from '../../src/call/active-job.ts'
import { CallScope } from '../../src/call/call-scope.ts'
import { FuelSlices } from '../../src/call/fuel-slices.ts'
import { Meter } from '../../src/call/meter.ts'
import { DEFAULT_LIMITS, GuestFault, type Limits } from '../../src/index.ts'
import { countOf, PATIENCE_MS, pick, printFigures, randomFrom, replayWith, SEED } from '../sizes.ts'

const PROBES = countOf({ test: 20_000, proof: 1_000_000 })
const END = 65_536
const UUID_BYTES = 16
const NAME_BYTES = 256
const EDGES = [0, 1, END - 1, END, END + 1, 2 ** 31, 2 ** 32 - 1]
const LIMITS: Limits = { ...DEFAULT_LIMITS, fuel: 10n ** 15n, hostCalls: 10_000_000, deadlineMs: 3_600_000 }

/** Where an import's pointers stand: a text at two parameters, with the most bytes it may have; a UUID at one. */
type Place =
  | { readonly kind: 'text'; readonly at: number; readonly mostBytes?: number }
  | { readonly kind: 'uuid'; readonly at: number; readonly nullMeans?: 'none' }

const uuid: Place = { kind: 'uuid', at: 0 }
const text = (at: number, mostBytes?: number): Place => ({ kind: 'text', at, mostBytes })

const PLACES: Record<CoreImport, readonly Place[]> = {
  spacedrive_call: [text(0, METHOD_BYTES), { kind: 'uuid', at: 2, nullMeans: 'none' }, text(3)],
  spacedrive_log: [text(1)],
  register_job: [text(0, NAME_BYTES), text(2, NAME_BYTES)],
  job_report_progress: [uuid, text(2)],
  job_checkpoint: [uuid, text(1)],
  job_load_state: [uuid],
  job_check_interrupt: [uuid],
  job_add_warning: [uuid, text(1)],
  job_add_error: [uuid, text(1)],
  job_log: [uuid, text(1)],
  job_increment_bytes: [uuid],
  job_increment_items: [uuid],
  job_spawn_child: [uuid, text(1), text(3)],
}
/** The type of a child is a name, which somebody reads only where there is a job that could spawn it. */
const PLACES_IN_A_JOB = { ...PLACES, job_spawn_child: [uuid, text(1, METHOD_BYTES), text(3)] }
const NAMES = Object.keys(PLACES) as CoreImport[]

/** Whether the import should take these values, in numbers that cannot wrap around. */
const areFine = (name: CoreImport, values: readonly number[], places = PLACES[name]): boolean =>
  places.every((place) => {
    const start = BigInt(values[place.at]!)
    if (place.kind === 'uuid')
      return (place.nullMeans === 'none' && start === 0n) || start + BigInt(UUID_BYTES) <= BigInt(END)
    const length = BigInt(values[place.at + 1]!)
    return start + length <= BigInt(END) && length <= BigInt(place.mostBytes ?? END)
  })

/** The bytes of its UUID are the letter a, so that any pointer into the instance's memory names it. */
const JOB_ID = '61616161-6161-6161-6161-616161616161'

/** A job whose embedder takes everything. */
function runningJob(scope: CallScope, meter: Meter): ActiveJob {
  const slices = new FuelSlices({ slice: LIMITS.fuel, budget: 2n ** 62n, rest: async () => {} })
  slices.begin(meter)
  const link: JobLink = {
    progress: () => {},
    note: () => {},
    count: () => {},
    checkpoint: async () => true,
    spawn: async () => '{}',
    sliceEnded: async () => {},
  }
  return new ActiveJob({ id: JOB_ID, state: null, link, scope, slices })
}

/** An instance full of the letter a, and the host functions that it would be given, with a job that runs or without. */
function offered(job: 'with a job' | 'without a job') {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(meter(wat('(memory (export "memory") 1)'))))
  const memory = exports['memory'] as WebAssembly.Memory
  new Uint8Array(memory.buffer).fill(0x61)
  const counter = new Meter(exports)
  counter.refill(LIMITS.fuel)
  const port = { hostCall: async () => '{}', log: () => {}, loaded: () => {}, sliceEnded: async () => {} }
  const scope = new CallScope(LIMITS, port)
  if (job === 'with a job') scope.job = runningJob(scope, counter)
  const context = new CoreContext({
    memory: new GuestMemory(memory),
    meter: counter,
    registrations: new Registrations({ operations: [], jobs: [] }),
    workspace: 'w',
    place: () => 64,
  })
  context.phase = 'running'
  context.entered = scope
  const functions = coreImports(() => context)
  return { functions, scope, refuel: () => counter.refill(LIMITS.fuel) }
}

/** Numbers around the borders, others inside the memory, others anywhere in 32 bits. */
function arbitrary(random: () => number): number {
  const kind = random()
  if (kind < 0.4) return (pick(random, EDGES) + Math.floor(random() * 40) - 20) >>> 0
  if (kind < 0.8) return Math.floor(random() * (kind < 0.6 ? 300 : END))
  return Math.floor(random() * 2 ** 32)
}

describe('every host import', () => {
  it.each(['without a job', 'with a job'] as const)(
    'takes what lies within the memory and traps at everything else, %s',
    { timeout: PATIENCE_MS },
    async (job) => {
      const { functions, scope, refuel } = offered(job)
      const random = randomFrom(SEED)
      const seen = { taken: 0, trapped: 0 }
      for (let probe = 0; probe < PROBES; probe += 1) {
        refuel()
        const name = pick(random, NAMES)
        const values = CORE_IMPORTS[name][0].params.map(() => arbitrary(random))
        const isTaken = await take(name, functions[name], values)
        const places = job === 'with a job' ? PLACES_IN_A_JOB[name] : PLACES[name]
        if (isTaken !== areFine(name, values, places))
          expect.fail(`${name}(${values.join()}): taken ${isTaken}, ${replayWith()}`)
        seen[isTaken ? 'taken' : 'trapped'] += 1
      }
      scope.close()
      printFigures(`${PROBES} probes from ${replayWith()}: ${seen.taken} taken, ${seen.trapped} trapped`)
      expect(seen.taken).toBeGreaterThan(PROBES / 20)
      expect(seen.trapped).toBeGreaterThan(PROBES / 20)
    },
  )

  it('has its pointers in the table above', () => {
    for (const name of NAMES) {
      const last = Math.max(...PLACES[name].map(({ kind, at }) => (kind === 'text' ? at + 1 : at)))
      expect(last, name).toBeLessThan(CORE_IMPORTS[name][0].params.length)
    }
  })
})

/** Calls as wasm would: with the signed form of each i32, and a bigint for an i64. Anything thrown but the guest's trap fails the test. */
async function take(name: CoreImport, imported: ImportFunction, values: readonly number[]): Promise<boolean> {
  const { params } = CORE_IMPORTS[name][0]
  try {
    const passed = values.map((value, index) => (params[index] === 'i64' ? BigInt(value) : value | 0))
    const result = imported(...(passed as never[]))
    if (result instanceof Promise) await result
    return true
  } catch (error) {
    if (error instanceof GuestFault && error.code === 'guest_trap') return false
    throw error
  }
}
