import { setTimeout as pause } from 'node:timers/promises'
import { coreCodeOf, guestOf, jsText } from '../fixtures/guests.ts'
import type { GuestSource, Runtime } from '../src/index.ts'
import { POOL_IS_READY_MS, requestOf, withRuntime } from './bench-runtime.ts'
import { quantile } from './interleaved.ts'
import { atMost, type Section, type Size } from './section.ts'

/** What the first call of an install may take in a sandbox that is there already. */
const TARGET_MS = 12
const FUNCTIONS_OF_A_BUNDLE = 180
const FUNCTIONS_OF_A_MODULE = 650

/** Between two first calls in one sandbox, which makes an instance ready for the next guest when it has nothing else to do. */
const BETWEEN_CALLS_MS = 50

const SOMEBODY_ELSE = 'somebody else'

interface Case {
  readonly name: string
  readonly guest: (name: string) => GuestSource
  /** Whether the process has metered the code before, for a call of another workspace. */
  readonly code: 'known' | 'new'
  readonly hasTarget: boolean
}

const CASES: readonly Case[] = [
  { name: 'metered before', guest: (name) => module(name, 10), code: 'known', hasTarget: true },
  { name: 'metered before, all of it runs', guest: (name) => module(name, 1), code: 'known', hasTarget: false },
  { name: 'never seen', guest: (name) => module(name, 10), code: 'new', hasTarget: false },
  { name: 'never seen, all of it runs', guest: (name) => module(name, 1), code: 'new', hasTarget: false },
  { name: 'never seen', guest: bundle, code: 'new', hasTarget: true },
]

/** The first call of installs: in a sandbox at work, and in one fresh from the pool. */
export async function benchColdStart({ rounds }: Size): Promise<Section> {
  return withRuntime(async (runtime) => {
    const rows: string[][] = []
    for (const each of CASES) {
      const { abi, readCode } = each.guest('size')
      const kind = `${abi === 'core' ? 'module' : 'bundle'} of ${Math.round((await readCode()).length / 1_000)} KB`
      const name = `${kind}, ${each.name}`
      rows.push(row(`${name}; sandbox at work`, each, await inOneSandbox(runtime, each, rounds)))
      rows.push(row(`${name}; from the pool`, each, await inFreshSandboxes(runtime, each, Math.ceil(rounds / 4))))
    }
    return {
      title: 'The first call of an install',
      about: `Time from the call to its answer: code is read, sent, verified and compiled, or evaluated, and called. A module is inspected and
metered once by a process, and is known to all of its workspaces then; one that was never seen is inspected and metered in that time. The first call runs a tenth of the
module's functions, or all of them, each of which the engine compiles when it is first called: the most that it can take. In a sandbox at work
they come ${BETWEEN_CALLS_MS} ms apart.`,
      columns: ['', 'p50', 'p90', 'target'],
      rows,
    }
  })
}

function row(name: string, { hasTarget }: Case, times: number[]): string[] {
  const median = quantile(times, 0.5)
  const ms = (value: number) => `${value.toFixed(1)} ms`
  const target = hasTarget ? `≤ ${TARGET_MS} ms ${atMost(median, TARGET_MS)}` : ''
  return [name, ms(median), ms(quantile(times, 0.9)), target]
}

async function inOneSandbox(runtime: Runtime, { name, guest, code }: Case, rounds: number): Promise<number[]> {
  const workspace = `at work, ${name}`
  await pause(POOL_IS_READY_MS) // the first round takes a process that has been warmed up, as a workspace does
  const times: number[] = []
  for (let round = 0; round <= rounds; round += 1) {
    const source = guest(`w-${name}-${round}`)
    if (code === 'known') await callFrom(SOMEBODY_ELSE, runtime, source)
    await pause(BETWEEN_CALLS_MS)
    times.push(await callFrom(workspace, runtime, source))
  }
  return times.slice(1)
}

async function inFreshSandboxes(runtime: Runtime, { name, guest, code }: Case, rounds: number): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const source = guest(`f-${name}-${round}`)
    if (code === 'known') await callFrom(SOMEBODY_ELSE, runtime, source)
    await pause(POOL_IS_READY_MS)
    times.push(await callFrom(`fresh, ${name} ${source.abi} ${round}`, runtime, source))
  }
  return times
}

/** Milliseconds. */
async function callFrom(workspace: string, runtime: Runtime, guest: GuestSource): Promise<number> {
  const start = performance.now()
  await runtime.call(requestOf(guest, 'echo', { input: '1', workspace }))
  return performance.now() - start
}

/** A module of some 250 KB whose first call runs through every so many of its functions; `name` makes it one of its own. */
function module(name: string, every: number): GuestSource {
  const body = Array.from(
    { length: 24 },
    (_, line) =>
      `(local.set 1 (i32.xor (i32.mul (local.get 0) (i32.const ${line * 7919 + 13})) (i32.rotl (local.get 1) (i32.const ${line}))))`,
  ).join('\n')
  const functions = Array.from(
    { length: FUNCTIONS_OF_A_MODULE },
    (_, index) => `(func $f${index} (param i32) (result i32) (local i32) ${body} (local.get 1))`,
  )
  const calls = functions.map((_, index) => `(drop (call $f${index} (i32.const ${index})))`)
  return guestOf(
    coreCodeOf(`;; with: memory alloc init reply
      (data (i32.const 16) "${name}")
      ${functions.join('\n')}
      (func (export "echo") (param i32 i32) (result i32)
        ${calls.filter((_, index) => index % every === 0).join('\n')} (call $reply (local.get 0) (local.get 1)))`),
    ['echo'],
  )
}

/** A bundle of some 25 KB: as large as one of the SDK with the schemas of a few operations. */
function bundle(name: string): GuestSource {
  const functions = Array.from(
    { length: FUNCTIONS_OF_A_BUNDLE },
    (_, n) =>
      `const f${n} = (x, y) => { const r = { id: ${n}, x, y }; for (const k of Object.keys(r)) if (r[k] === y) return r; return null }`,
  )
  return jsText(`// ${name}\n${functions.join('\n')}\nexport const echo = (x) => (f7(x, 3), x)`, ['echo'])
}
