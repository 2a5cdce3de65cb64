import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { coreCode, guestOf, jobGuestOf, jsCode } from '../../fixtures/guests.ts'
import { useRuntime } from '../../fixtures/test-runtime.ts'
import { mutantsOf } from '../../fixtures/wasm/mutants.ts'
import { GuestFault, type Abi } from '../../src/index.ts'
import { countOf, PATIENCE_MS, printFigures, replayWith, SEED } from '../sizes.ts'

/** Of all fixtures of one ABI together. Bundles are few: evaluating one takes as long as calling many modules. */
const MUTANTS: Record<Abi, number> = {
  core: countOf({ test: 1_000, proof: 98_000 }),
  js: countOf({ test: 50, proof: 5_000 }),
}
/** Of what others get, to save time: every run of a job starts a process. */
const SHARE_OF_JOBS = 1 / 4
/** Mutants that run at once, each as a new version of an install of its own. */
const LANES = 6
const WORKSPACES = 2

/** Little enough that a hundred thousand endless loops come to an end. */
const LIMITS = { fuel: 2_000_000n, loadFuel: 20_000_000n, deadlineMs: 60_000, memoryPages: 256 }
const FAULTS_OF_THE_SERVER = ['sandbox_lost', 'overloaded']

/** The fixture whose exports are jobs, of both ABIs; those of all others are operations. */
const OF_JOBS = 'jobs'
/** The fixture that loads only when everything is declared that it registers. */
const REGISTERING = 'registrations'
const REGISTERED = [
  { name: 'scan', export: 'scan', resumable: true },
  { name: 'tidy', export: 'tidy', resumable: false },
]
/** Fixtures that do not load, by what they are. */
const NEVER_LOADED: Record<Abi, readonly string[]> = {
  core: ['forged-registration', 'init-refuses', 'init-trap', 'start-calls-host', 'undeclared-job'],
  js: ['not-a-function', 'top-level-call', 'top-level-throw', 'top-level-wait'],
}
/** Of the ABI, and called with every operation. */
const LIFECYCLE = ['plugin_init', 'plugin_cleanup', 'wasm_alloc', 'wasm_free']

interface Fixture {
  readonly name: string
  readonly code: Uint8Array
  /** Its operations, or its jobs. */
  readonly exports: readonly string[]
}

interface Mutant {
  readonly fixture: Fixture
  readonly number: number
  readonly code: Uint8Array
}

/** What can be called of a fixture. */
function exportsOf(abi: Abi, name: string, code: Uint8Array): string[] {
  if (name === REGISTERING) return ['greet']
  const text = abi === 'js' ? Buffer.from(code).toString() : ''
  const names =
    abi === 'js'
      ? [...text.matchAll(/^export (?:async )?(?:function\*?|const) (\w+)/gm)].map(([, name]) => name!)
      : WebAssembly.Module.exports(new WebAssembly.Module(Uint8Array.from(code)))
          .filter(({ kind, name }) => kind === 'function' && !LIFECYCLE.includes(name))
          .map(({ name }) => name)
  if (names.length === 0) throw new Error('A fixture has nothing that can be called')
  return names
}

function fixturesOf(abi: Abi): Fixture[] {
  const [suffix, codeOf] = abi === 'core' ? (['.wat', coreCode] as const) : (['.js', jsCode] as const)
  return readdirSync(new URL(`../../fixtures/${abi}/`, import.meta.url))
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length))
    .sort()
    .map((name) => ({ name, code: codeOf(name), exports: exportsOf(abi, name, codeOf(name)) }))
}

/** The same number of every fixture but of jobs: half with one byte altered, which are refused less often, half with up to four. */
function* mutants(abi: Abi): Generator<Mutant> {
  const fixtures = fixturesOf(abi)
  const half = Math.ceil(MUTANTS[abi] / fixtures.length / 2)
  for (const [index, fixture] of fixtures.entries()) {
    const count = fixture.name === OF_JOBS ? Math.ceil(half * SHARE_OF_JOBS) : half
    let number = 0
    for (const mostBytes of [1, 4])
      for (const code of mutantsOf(fixture.code, count, SEED + index, mostBytes))
        yield { fixture, number: (number += 1), code }
  }
}

describe.each<Abi>(['core', 'js'])('a mutant of a %s guest', (abi) => {
  const running = useRuntime({ poolSize: 2, maxJobSandboxes: LANES })

  it('is made of what loads, unless the fixture never does', { timeout: PATIENCE_MS }, async () => {
    running().host.call = async () => '{}'
    const unloaded: string[] = []
    for (const fixture of fixturesOf(abi))
      for (const number of fixture.exports.keys())
        if ((await outcomeOf({ fixture, number, code: fixture.code }, 0)) === 'load_failed') unloaded.push(fixture.name)
    expect(unloaded).toEqual(NEVER_LOADED[abi])
  })

  it('is refused or runs within its limits, and its sandbox lives on', { timeout: PATIENCE_MS }, async () => {
    running().host.call = async () => '{}'
    const seen = new Map<string, number>()
    const pending = mutants(abi)
    const lane = async (number: number) => {
      for (const mutant of pending) {
        const outcome = await outcomeOf(mutant, number)
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1)
        if (FAULTS_OF_THE_SERVER.includes(outcome))
          expect.fail(`${mutant.fixture.name} ${mutant.number}: ${outcome}, ${replayWith()}, ${lastIncident()}`)
      }
    }
    await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)))
    expect(running().incidents).toEqual([])
    expect(running().runtime.stats()).toMatchObject({ sandboxes: WORKSPACES, activeCalls: 0, sandboxesLost: 0 })
    printFigures(`${abi} mutants from ${replayWith()}: ${JSON.stringify(Object.fromEntries(seen))}`)
  })

  /** Calls one export after the other. */
  async function outcomeOf({ fixture, number, code }: Mutant, lane: number): Promise<string> {
    const options = { workspace: `w${lane % WORKSPACES}`, install: `lane-${lane}`, limits: LIMITS }
    const exported = fixture.exports[number % fixture.exports.length]!
    try {
      if (fixture.name === OF_JOBS) {
        const run = running().run(jobGuestOf(code, [exported], abi), exported, { ...options, budget: LIMITS })
        return `job ${(await run.outcome).exit}`
      }
      const jobs = fixture.name === REGISTERING ? REGISTERED : []
      await running().call(guestOf(code, [exported], { abi, jobs }), exported, {}, options)
      return 'answered'
    } catch (error) {
      if (error instanceof GuestFault) return error.code
      if (error instanceof Error && 'code' in error) return String(error.code)
      throw error
    }
  }

  const lastIncident = () => JSON.stringify(running().incidents.at(-1))
})
