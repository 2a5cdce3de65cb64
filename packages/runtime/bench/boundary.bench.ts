import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRuntime, DEFAULT_LIMITS, type CallRequest, type Runtime } from '../src/index.ts'
import { coreGuest } from '../fixtures/guests.ts'
import { quantile } from './interleaved.ts'

const IN_FLIGHT = 32
const INPUT = JSON.stringify({ text: 'x'.repeat(180) })

/** What a call costs on its way through the sandbox's socket, one at a time and many at once. */
export async function benchBoundary({ calls }: { calls: number }): Promise<string[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'grantry-bench-'))
  const runtime = createRuntime({ dataDir, host: { call: async () => '{}', log: () => {} } })
  try {
    const request = echoRequest()
    for (let call = 0; call < calls / 10; call += 1) await runtime.call(request)
    return [
      'boundary: an echo of 200 bytes through the sandbox',
      await oneAtATime(runtime, request, calls),
      await manyAtOnce(runtime, request, calls),
    ]
  } finally {
    await runtime.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function oneAtATime(runtime: Runtime, request: CallRequest, calls: number): Promise<string> {
  const times: number[] = []
  for (let call = 0; call < calls; call += 1) {
    const start = performance.now()
    await runtime.call(request)
    times.push((performance.now() - start) * 1000)
  }
  return `  one at a time  p50 ${quantile(times, 0.5).toFixed(0)} µs   p99 ${quantile(times, 0.99).toFixed(0)} µs`
}

async function manyAtOnce(runtime: Runtime, request: CallRequest, calls: number): Promise<string> {
  let left = calls
  const start = performance.now()
  const worker = async () => {
    while (left > 0) {
      left -= 1
      await runtime.call(request)
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
  return `  ${IN_FLIGHT} in flight   ${Math.round(calls / ((performance.now() - start) / 1000)).toLocaleString('en')} calls/s`
}

const echoRequest = (): CallRequest => ({
  workspace: 'bench',
  install: 'echo',
  guest: coreGuest('conformance', ['echo']),
  limits: { ...DEFAULT_LIMITS, concurrentCalls: IN_FLIGHT },
  export: 'echo',
  input: INPUT,
  context: null,
})
