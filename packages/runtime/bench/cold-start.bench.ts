import { createRuntime, DEFAULT_LIMITS, type GuestSource, type Runtime } from '../src/index.ts'
import { coreCode, guestOf, jsText } from '../fixtures/guests.ts'
import { quantile } from './interleaved.ts'

/** What the first call of an install may take in a sandbox that is there already. */
const TARGET_MS = 12
const FUNCTIONS_OF_A_BUNDLE = 100

/** The first call of installs that come one after the other into one sandbox, each with code that was never seen. */
export async function benchColdStart({ rounds }: { rounds: number }): Promise<string[]> {
  const runtime = createRuntime({ dataDir: '/nonexistent', host: { call: async () => 'null', log: () => {} } })
  try {
    await firstCall(runtime, module('warm-up'), 'warm-up')
    return [
      `cold start: first call of an install in a warm sandbox, target ${TARGET_MS} ms`,
      await coldStart(runtime, 'module', module, rounds),
      await coldStart(runtime, 'bundle', bundle, rounds),
    ]
  } finally {
    await runtime.close()
  }
}

async function coldStart(
  runtime: Runtime,
  name: string,
  guest: (install: string) => GuestSource,
  rounds: number,
): Promise<string> {
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const install = `${name}-${round}`
    times.push(await firstCall(runtime, guest(install), install))
  }
  const median = quantile(times, 0.5)
  return `  ${name.padEnd(8)} p50 ${median.toFixed(1)} ms ${median <= TARGET_MS ? '✓' : '✗'}   p99 ${quantile(times, 0.99).toFixed(1)} ms`
}

async function firstCall(runtime: Runtime, guest: GuestSource, install: string): Promise<number> {
  const start = performance.now()
  await runtime.call({
    workspace: 'bench',
    install,
    guest,
    limits: DEFAULT_LIMITS,
    export: 'echo',
    input: '1',
    context: null,
  })
  return performance.now() - start
}

/** A small module; a custom section with the name makes its digest one of its own. */
function module(install: string): GuestSource {
  const name = Buffer.from(install)
  const section = Buffer.from([0, name.length + 1, name.length, ...name])
  return guestOf(Buffer.concat([coreCode('conformance'), section]), ['echo'])
}

/** A bundle of some functions, about 13 KB. */
function bundle(install: string): GuestSource {
  const functions = Array.from(
    { length: FUNCTIONS_OF_A_BUNDLE },
    (_, n) =>
      `const f${n} = (x, y) => { const r = { id: ${n}, x, y }; for (const k of Object.keys(r)) if (r[k] === y) return r; return null }`,
  )
  return jsText(`// ${install}\n${functions.join('\n')}\nexport const echo = (x) => (f7(x, 3), x)`, ['echo'])
}
