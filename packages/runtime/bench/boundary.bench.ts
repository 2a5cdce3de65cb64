import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { createPlugin, type Plugin } from '@extism/extism'
import { coreCode, coreGuest } from '../fixtures/guests.ts'
import { wat } from '../fixtures/wasm/wat.ts'
import { withBareBoundary } from './bare-boundary.ts'
import { callsPerSecond, POOL_IS_READY_MS, requestOf, SETTLING, timeCalls, withRuntime } from './bench-runtime.ts'
import { pairedRatio, quantile } from './interleaved.ts'
import { atLeast, atMost, type Section, type Size } from './section.ts'

const IN_FLIGHT = 32
/** All take turns in blocks of so many calls: a machine that slows down slows all of them. */
const BLOCK = 500
/** Calls of each that do not count, as a multiple of a bench's calls: for some 20,000 the engine goes on optimising. */
const WARM_UP = 4
/** Calls of each whose time counts, as a multiple as well: the slowest hundredth of a block is five calls, so many blocks. */
const COUNTED = 4
const INPUT = JSON.stringify({ text: 'x'.repeat(189) })
const RATIO = 0.35
const THROUGHPUT = 8

/** Of each block: microseconds of its calls, or how many were made in a second. */
type Measured<Name extends string, Block> = Record<Name, Block[]>

/** A warm call of 200 bytes across the wall, beside Extism's and beside a call without any wall. */
export async function benchBoundary({ calls }: Size): Promise<Section> {
  const extism = await createPlugin({ wasm: [{ data: extismEcho() }] }, { runInWorker: true })
  try {
    return await withRuntime(async (runtime) => {
      const request = requestOf(coreGuest('conformance', ['echo']), 'echo', {
        input: INPUT,
        limits: { concurrentCalls: IN_FLIGHT },
      })
      return withBareBoundary(async (bare) => {
        const callsOf = { ours: () => runtime.call(request), theirs: oneAtATime(echoOf(extism)), bare }
        const { ours, theirs } = callsOf
        const tidyUp = () => extism.reset()
        // One after the other: what the engine makes of the code follows how it is called.
        const times = await takeTurns(callsOf, {
          warmUp: WARM_UP * calls,
          calls: COUNTED * calls,
          tidyUp,
          measure: settledTimes,
        })
        const perSecond = await takeTurns(
          { ours, theirs },
          { warmUp: calls, calls: calls / 2, tidyUp, measure: manyAtOnce },
        )
        return sectionOf(times, perSecond, calls)
      })
    })
  } finally {
    await extism.close()
  }
}

type Call = () => Promise<unknown>

interface Turns<Block> {
  /** Calls of each that do not count. */
  readonly warmUp: number
  readonly calls: number
  /** Before each round: Extism's kernel keeps what a plugin allocated until then, and has room for 32,768 blocks. */
  tidyUp(): Promise<unknown>
  measure(call: Call, block: number): Promise<Block>
}

async function takeTurns<Name extends string, Block>(
  callsOf: Record<Name, Call>,
  { warmUp, calls, tidyUp, measure }: Turns<Block>,
): Promise<Measured<Name, Block>> {
  const names = Object.keys(callsOf) as Name[]
  const measured = Object.fromEntries(names.map((name) => [name, []])) as unknown as Measured<Name, Block>
  const block = Math.min(BLOCK, calls)
  const takeTurn = async (use: (name: Name, measured: Block) => void) => {
    await tidyUp()
    for (const name of names) use(name, await measure(callsOf[name], block))
  }
  for (let done = 0; done < warmUp; done += block) await takeTurn(() => {})
  await pause(POOL_IS_READY_MS)
  for (let done = 0; done < calls; done += block) await takeTurn((name, each) => measured[name].push(each))
  return measured
}

async function settledTimes(call: Call, block: number): Promise<number[]> {
  await timeCalls(call, Math.min(SETTLING, block))
  return timeCalls(call, block)
}

const manyAtOnce = (call: Call, block: number) => callsPerSecond(call, 4 * block, IN_FLIGHT)

function sectionOf(
  { ours, theirs, bare }: Measured<'ours' | 'theirs' | 'bare', number[]>,
  many: Measured<'ours' | 'theirs', number>,
  calls: number,
): Section {
  const time = (share: number, name: string) => {
    const [our, their] = [ours, theirs].map((blocks) => blocks.map((block) => quantile(block, share)))
    const ratio = pairedRatio(our!, their!)
    const ofAll = (blocks: number[][]) => `${quantile(blocks.flat(), share).toFixed(0)} µs`
    return [name, ofAll(bare), ofAll(ours), ofAll(theirs), ratio.toFixed(2), `≤ ${RATIO} ${atMost(ratio, RATIO)}`]
  }
  const [our, their] = [quantile(many.ours, 0.5), quantile(many.theirs, 0.5)]
  const perSecond = (value: number) => `${Math.round(value).toLocaleString('en')} /s`
  const inFlight = [
    '',
    perSecond(our),
    perSecond(their),
    (our / their).toFixed(1),
    `≥ ${THROUGHPUT} ${atLeast(our / their, THROUGHPUT)}`,
  ]
  return {
    title: 'A warm call of 200 bytes',
    about: `An echo, written in WebAssembly text for both: Grantry's sandbox process, and the Extism SDK in its worker mode, the
one that knows time-outs, in turn in blocks of ${BLOCK} calls, after ${(WARM_UP * calls).toLocaleString('en')} calls of each. The times are of
all calls, the ratio is the median of those of the pairs of blocks: one restless second of the machine, which has the slowest hundredth of
all calls in it, should not decide. With ${IN_FLIGHT} calls in flight, those of Extism wait for its one
worker, which takes one at a time. The bare boundary is a process of Node.js that sends back the 200 bytes over a socket pair: what
waking up two processes takes on this machine. The same echo called without any wall, copies included, takes ${bareCall(calls).toFixed(1)} µs.`,
    columns: ['', 'bare boundary', 'Grantry', 'Extism', 'ratio', 'target'],
    rows: [time(0.5, 'one at a time, p50'), time(0.99, 'one at a time, p99'), [`${IN_FLIGHT} in flight`, ...inFlight]],
  }
}

const echoOf = (plugin: Plugin) => async () => (await plugin.call('echo', INPUT))?.text()

/** What refuses a second call while one is under way. */
function oneAtATime(call: () => Promise<unknown>): () => Promise<unknown> {
  let last: Promise<unknown> = Promise.resolve()
  return () => (last = last.then(call))
}

/** Microseconds of the echo on this thread, unmetered. */
function bareCall(calls: number): number {
  const module = new WebAssembly.Module(Uint8Array.from(coreCode('conformance')))
  const offered = { spacedrive: { spacedrive_call: () => 0, spacedrive_log: () => {} } }
  const { exports } = new WebAssembly.Instance(module, offered)
  const memory = exports['memory'] as WebAssembly.Memory
  const [alloc, free, echo] = ['wasm_alloc', 'wasm_free', 'echo'].map(
    (name) => exports[name] as (...values: number[]) => number,
  )
  const input = Buffer.from(INPUT)
  const call = () => {
    const at = alloc!(input.length)
    new Uint8Array(memory.buffer).set(input, at)
    const reply = echo!(at, input.length)
    const output = Buffer.from(memory.buffer, reply + 4, input.length).toString()
    free!(reply, input.length + 4)
    free!(at, input.length)
    return output
  }
  const start = performance.now()
  for (let done = 0; done < calls; done += 1) call()
  return ((performance.now() - start) * 1_000) / calls
}

const extismEcho = () => wat(readFileSync(new URL('guests/echo-extism.wat', import.meta.url), 'utf8'))
