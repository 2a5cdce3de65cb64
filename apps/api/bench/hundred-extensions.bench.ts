import { afterAll, beforeAll, it } from 'vitest'
import { sandboxPids } from '../../../packages/runtime/fixtures/processes.ts'
import { footprintOf } from '../../../packages/runtime/proof/upkeep/process-footprint.ts'
import { quantile } from '../../../packages/runtime/bench/interleaved.ts'
import { Crowd } from '../test/crowd.ts'
import { startTestServer, type TestServer } from '../test/server.ts'

const isSmoke = process.env['BENCH_SIZE'] === 'smoke'
const EXTENSIONS = isSmoke ? 4 : 100
/** Calls of each extension when it is loaded; an install may be called 1,000 times a minute. */
const ROUNDS = isSmoke ? 2 : 50
const IN_FLIGHT = 10

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

it(`${EXTENSIONS} extensions in one server, called over HTTP`, { timeout: 60 * 60_000 }, async () => {
  const before = mibHere()
  const installing = performance.now()
  const crowd = await Crowd.gather(server, EXTENSIONS)
  print('published, approved and installed', `${ms(performance.now() - installing)} in all`)

  const loading = performance.now()
  print('first call, which loads', spread(await timesOf(crowd, 1, 1)))
  print('all of them loaded', `${ms(performance.now() - loading)} in all`)
  print('a call, one at a time', spread(await timesOf(crowd, ROUNDS, 1)))
  print(`a call, ${IN_FLIGHT} at a time`, spread(await timesOf(crowd, ROUNDS, IN_FLIGHT)))
  const sandboxes = sandboxPids().map((pid) => (footprintOf(pid).residentBytes / 2 ** 20).toFixed(0))
  print('resident memory', `server ${before} → ${mibHere()} MiB, sandboxes ${sandboxes.join(', ')} MiB`)
})

/** Milliseconds of each call: every extension in turn, round by round. */
async function timesOf(crowd: Crowd, rounds: number, inFlight: number): Promise<number[]> {
  const coming = Array.from({ length: rounds }, () => crowd.ids).flat()
  const times: number[] = []
  const lane = async () => {
    for (let id = coming.shift(); id !== undefined; id = coming.shift()) {
      const start = performance.now()
      await crowd.ask(id)
      times.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, lane))
  return times
}

const ms = (value: number): string => `${value.toFixed(value < 100 ? 2 : 0)} ms`
const spread = (times: readonly number[]): string => `p50 ${ms(quantile(times, 0.5))}, p99 ${ms(quantile(times, 0.99))}`
const mibHere = (): string => (footprintOf(process.pid).residentBytes / 2 ** 20).toFixed(0)
const print = (what: string, figures: string): void => void process.stdout.write(`    ${what.padEnd(36)} ${figures}\n`)
