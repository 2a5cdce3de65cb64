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

/** The first call of installs, each with code that was never seen: in a sandbox at work, and in one fresh from the pool. */
export async function benchColdStart({ rounds }: Size): Promise<Section> {
  return withRuntime(async (runtime) => {
    const rows: string[][] = []
    for (const [name, guest] of [
      ['module', module],
      ['bundle', bundle],
    ] as const) {
      const size = `${name} of ${Math.round((await guest('size').readCode()).length / 1_000)} KB`
      rows.push(row(`${size}, sandbox at work`, await inOneSandbox(runtime, guest, rounds)))
      rows.push(row(`${size}, sandbox from the pool`, await inFreshSandboxes(runtime, guest, Math.ceil(rounds / 5))))
    }
    return {
      title: 'The first call of an install',
      about: `Time from the call to its answer for code that this process and its sandboxes have never seen: read, sent, verified, inspected,
metered and compiled, or evaluated, and called.`,
      columns: ['', 'p50', 'p90', 'target'],
      rows,
    }
  })
}

type MakeGuest = (name: string) => GuestSource

const row = (name: string, times: number[]) => {
  const median = quantile(times, 0.5)
  const ms = (value: number) => `${value.toFixed(1)} ms`
  return [name, ms(median), ms(quantile(times, 0.9)), `≤ ${TARGET_MS} ms ${atMost(median, TARGET_MS)}`]
}

async function inOneSandbox(runtime: Runtime, guest: MakeGuest, rounds: number): Promise<number[]> {
  await pause(POOL_IS_READY_MS) // the first round takes a process that has been warmed up, as a workspace does
  const times: number[] = []
  for (let round = 0; round <= rounds; round += 1) times.push(await firstCall(runtime, guest(`w-${round}`), 'at work'))
  return times.slice(1)
}

async function inFreshSandboxes(runtime: Runtime, guest: MakeGuest, rounds: number): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    await pause(POOL_IS_READY_MS)
    const code = guest(`f-${round}`)
    times.push(await firstCall(runtime, code, `fresh ${code.abi} ${round}`))
  }
  return times
}

async function firstCall(runtime: Runtime, guest: GuestSource, workspace: string): Promise<number> {
  const start = performance.now()
  await runtime.call(requestOf(guest, 'echo', { input: '1', workspace }))
  return performance.now() - start
}

/** A module of some 250 KB whose first call runs through all of its functions; `name` makes it one of its own. */
function module(name: string): GuestSource {
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
      (func (export "echo") (param i32 i32) (result i32) ${calls.join('\n')} (call $reply (local.get 0) (local.get 1)))`),
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
