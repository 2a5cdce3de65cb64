import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { coreCodeOf, guestOf } from '../fixtures/guests.ts'
import { withBareBoundary } from './bare-boundary.ts'
import { POOL_IS_READY_MS, requestOf, SETTLING, timeCalls, withRuntime } from './bench-runtime.ts'
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
  return withRuntime((runtime) =>
    withBareBoundary(async (bare) => {
      const call = (name: string) => () => runtime.call(requestOf(guest, name, { limits }))
      const variants = [call('nothing'), call('asks_once'), bare, call('logs_1000')]
      const times: number[][][] = variants.map(() => [])
      for (const variant of variants) await timeCalls(variant, BLOCK)
      await pause(POOL_IS_READY_MS)
      for (let done = 0; done < calls / 4; done += BLOCK) {
        for (const [index, variant] of variants.entries()) {
          await timeCalls(variant, SETTLING)
          times[index]!.push(await timeCalls(variant, BLOCK))
        }
      }
      const [nothing = 0, asks = 0, , logs = 0] = times.map((blocks) => quantile(blocks.flat(), 0.5))
      return sectionOf({ log: (logs - nothing) / LINES, ask: asks - nothing, boundary: ofQuickestBlock(times[2]!) })
    }),
  )
}

/** Two processes that a machine wakes from a deeper sleep take eight times as long, and in most blocks they do. */
const ofQuickestBlock = (blocks: number[][]) => Math.min(...blocks.map((times) => quantile(times, 0.5)))

/** Microseconds of each. */
function sectionOf({ log, ask, boundary }: Record<'log' | 'ask' | 'boundary', number>): Section {
  const ratio = ask / boundary
  return {
    title: 'Host calls',
    about: `A log line: the difference between a call that writes ${LINES} lines and one that writes none, for each line, lines delivered
included. A host call: the difference between a call that makes one, answered by the embedding process at once, and one that makes
none, beside the bare boundary in its quickest block of ${BLOCK} (${boundary.toFixed(0)} µs).`,
    columns: ['', 'median', 'beside the boundary', 'target'],
    rows: [
      ['log line', `${log.toFixed(2)} µs`, '', `≤ ${LOG_US} µs ${atMost(log, LOG_US)}`],
      ['host call', `${ask.toFixed(0)} µs`, ratio.toFixed(2), `≤ ${ASK_RATIO} ${atMost(ratio, ASK_RATIO)}`],
    ],
  }
}
