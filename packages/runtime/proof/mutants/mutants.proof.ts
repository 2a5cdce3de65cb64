import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { coreCode, guestOf, jobGuestOf, jsCode } from '../../fixtures/guests.ts'
import { useRuntime } from '../../fixtures/test-runtime.ts'
import { mutantsOf } from '../../fixtures/wasm/mutants.ts'
import { GuestFault, type Abi } from '../../src/index.ts'
import { countOf, PATIENCE_MS, printFigures, replayWith, SEED } from '../sizes.ts'

/** Of all fixtures of one ABI together. Bundles are few: evaluating one takes as long as calling many modules. */
const MUTANTS: Record<Abi, number> = {
  core: countOf({ test: 1_000, proof: 96_000 }),
  js: countOf({ test: 50, proof: 5_000 }),
}
/** Mutants that run at once, each as a new version of an install of its own. */
const LANES = 6
const WORKSPACES = 2

/** Little enough that a hundred thousand endless loops come to an end. */
const LIMITS = { fuel: 2_000_000n, loadFuel: 20_000_000n, deadlineMs: 60_000, memoryPages: 64 }
const FAULTS_OF_THE_SERVER = ['sandbox_lost', 'overloaded']

/** The fixture whose exports are jobs, of both ABIs; those of all others are operations. */
const OF_JOBS = 'jobs'
/** Of the ABI, and called with every operation. */
const LIFECYCLE = ['plugin_init', 'plugin_cleanup', 'wasm_alloc', 'wasm_free']

interface Mutant {
  readonly name: string
  readonly code: Uint8Array
  /** An operation or job of what it was made of. */
  readonly exported: string
  readonly kind: 'operation' | 'job'
}

const fixtures = (folder: string, suffix: string): string[] =>
  readdirSync(new URL(`../../fixtures/${folder}/`, import.meta.url))
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length))
    .sort()

/** What can be called of a fixture. */
function exportsOf(abi: Abi, code: Uint8Array): string[] {
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

/** The same number of every fixture, of its exports in turn: half with one byte altered, which are refused less often, half with up to four. */
function* mutants(abi: Abi): Generator<Mutant> {
  const names = abi === 'core' ? fixtures('core', '.wat') : fixtures('js', '.js')
  const half = Math.ceil(MUTANTS[abi] / names.length / 2)
  for (const [index, fixture] of names.entries()) {
    const code = abi === 'core' ? coreCode(fixture) : jsCode(fixture)
    const exports = exportsOf(abi, code)
    const kind = fixture === OF_JOBS ? 'job' : 'operation'
    let number = 0
    for (const mostBytes of [1, 4])
      for (const mutant of mutantsOf(code, half, SEED + index, mostBytes)) {
        const exported = exports[number % exports.length]!
        number += 1
        yield { name: `${fixture} ${number} (${exported})`, code: mutant, exported, kind }
      }
  }
}

describe.each<Abi>(['core', 'js'])('a mutant of a %s guest', (abi) => {
  const running = useRuntime({ poolSize: 2, maxJobSandboxes: LANES })

  it('is refused or runs within its limits, and its sandbox lives on', { timeout: PATIENCE_MS }, async () => {
    running().host.call = async () => '{}'
    const seen = new Map<string, number>()
    const pending = mutants(abi)
    const lane = async (number: number) => {
      for (const mutant of pending) {
        const outcome = await outcomeOf(mutant, number)
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1)
        if (FAULTS_OF_THE_SERVER.includes(outcome))
          expect.fail(`${mutant.name}: ${outcome}, ${replayWith()}, ${lastIncident()}`)
      }
    }
    await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)))
    expect(running().incidents).toEqual([])
    expect(running().runtime.stats()).toMatchObject({ sandboxes: WORKSPACES, activeCalls: 0, sandboxesLost: 0 })
    printFigures(`${abi} mutants from ${replayWith()}: ${JSON.stringify(Object.fromEntries(seen))}`)
  })

  async function outcomeOf({ code, exported, kind }: Mutant, lane: number): Promise<string> {
    const options = { workspace: `w${lane % WORKSPACES}`, install: `lane-${lane}`, limits: LIMITS }
    try {
      if (kind === 'operation') {
        await running().call(guestOf(code, [exported], { abi }), exported, {}, options)
        return 'answered'
      }
      const budget = { fuel: LIMITS.fuel }
      const { exit } = await running().run(jobGuestOf(code, [exported], abi), exported, { ...options, budget }).outcome
      return `job ${exit}`
    } catch (error) {
      if (error instanceof GuestFault) return error.code
      if (error instanceof Error && 'code' in error) return String(error.code)
      throw error
    }
  }

  const lastIncident = () => JSON.stringify(running().incidents.at(-1))
})
