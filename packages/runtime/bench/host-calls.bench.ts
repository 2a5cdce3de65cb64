import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { coreCodeOf, guestOf } from '../fixtures/guests.ts'
import { POOL_IS_READY_MS, requestOf, timeCalls, withRuntime } from './bench-runtime.ts'
import { quantile } from './interleaved.ts'
import { atMost, type Section, type Size } from './section.ts'

const LINES = 1_000
const LOG_US = 1
const ASK_RATIO = 2.5
const BLOCK = 100

/** What it costs a guest to ask for something: a log line, which nobody waits for, and an answer of the API process. */
export async function benchHostCalls({ calls }: Size): Promise<Section> {
  const code = coreCodeOf(readFileSync(new URL('guests/host-calls.wat', import.meta.url), 'utf8'))
  const guest = guestOf(code, ['nothing', 'logs_1000', 'asks_once'])
  const limits = { logBytes: 1 << 20 }
  return withRuntime(async (runtime) => {
    const median: Record<string, number[]> = { nothing: [], logs_1000: [], asks_once: [] }
    const names = Object.keys(median)
    const measure = (name: string, times: number) =>
      timeCalls(() => runtime.call(requestOf(guest, name, { limits })), times)
    for (const name of names) await measure(name, BLOCK)
    await pause(POOL_IS_READY_MS)
    for (let done = 0; done < calls / 4; done += BLOCK) {
      for (const name of names) median[name]!.push(...(await measure(name, name === 'logs_1000' ? BLOCK / 10 : BLOCK)))
    }
    const [nothing = 0, logs = 0, asks = 0] = names.map((name) => quantile(median[name]!, 0.5))
    return sectionOf(nothing, (logs - nothing) / LINES, asks / nothing)
  })
}

const sectionOf = (bareUs: number, logUs: number, askRatio: number): Section => ({
  title: 'Host calls',
  about: `A log line: the difference between a call that writes ${LINES} lines and one that writes none, for each line, lines delivered
included. A host call: a call that makes one, answered by the embedding process at once, against one that makes none (${bareUs.toFixed(0)} µs).`,
  columns: ['', 'median', 'target'],
  rows: [
    ['log line', `${logUs.toFixed(2)} µs`, `≤ ${LOG_US} µs ${atMost(logUs, LOG_US)}`],
    ['call with one host call', `${askRatio.toFixed(2)} ×`, `≤ ${ASK_RATIO} × ${atMost(askRatio, ASK_RATIO)}`],
  ],
})
