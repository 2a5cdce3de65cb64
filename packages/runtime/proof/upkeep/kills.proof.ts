import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { coreGuest } from '../../fixtures/guests.ts'
import { sandboxPids } from '../../fixtures/processes.ts'
import { TestRuntime } from '../../fixtures/test-runtime.ts'
import { GuestFault, RuntimeUnavailable } from '../../src/index.ts'
import { countOf, isProof, PATIENCE_MS, pick, printFigures, randomFrom, replayWith, SEED } from '../sizes.ts'
import { activeTimers, footprintOf } from './process-footprint.ts'

const CALLS = countOf({ test: 300, proof: 5_000 })
const WORKSPACES = isProof ? 20 : 5
/** A sandbox is killed whenever so many calls have begun. */
const CALLS_BETWEEN_KILLS = 100
const NO_FAULT_OF_THE_GUEST = ['sandbox_lost', 'sandbox_restarting', 'overloaded', 'too_many_calls']

describe.each([32, 200])('%d calls in flight', (lanes) => {
  it(
    'are each answered once, whatever sandboxes are killed, and leave nothing behind',
    { timeout: PATIENCE_MS },
    async () => {
      const before = { timers: activeTimers(), sockets: footprintOf(process.pid).sockets }
      const test = new TestRuntime({ poolSize: 1 })
      const seen = await callAndKill(test, lanes)
      await test.close()

      expect(seen.answers + seen.unavailable.length).toBe(CALLS)
      expect(seen.answers).toBeGreaterThan(CALLS / 10)
      expect(seen.unavailable.filter((code) => !NO_FAULT_OF_THE_GUEST.includes(code))).toEqual([])
      expect(seen.kills).toBeGreaterThan(0)
      // A call that began is never given to a second sandbox: what it asked of the host, it asked once.
      const nonces = test.host.calls.map(({ payload }) => payload)
      expect(new Set(nonces).size).toBe(nonces.length)
      expect(test.runtime.stats()).toMatchObject({ sandboxes: 0, warmSandboxes: 0, activeCalls: 0, waitingCalls: 0 })
      await expect.poll(() => sandboxPids()).toEqual([])
      await expect.poll(() => footprintOf(process.pid).sockets).toBeLessThanOrEqual(before.sockets)
      for (let look = 0; look < 100 && activeTimers() > before.timers; look += 1) await setTimeout(10)
      expect(activeTimers()).toBeLessThanOrEqual(before.timers)
      const told = Object.entries(Object.groupBy(seen.unavailable, (code) => code))
      printFigures(
        `${CALLS} calls, ${lanes} at once, ${replayWith()}: ${seen.answers} answers, ${seen.kills} sandboxes killed; ` +
          `told to try again: ${told.map(([code, calls]) => `${calls?.length} ${code}`).join(', ')}`,
      )
    },
  )
})

interface Seen {
  answers: number
  kills: number
  readonly unavailable: string[]
}

/** Calls in every lane, one after the other, over all workspaces; now and then a sandbox is killed. */
async function callAndKill(test: TestRuntime, lanes: number): Promise<Seen> {
  const guest = coreGuest('conformance', ['ask'])
  const random = randomFrom(SEED)
  const seen: Seen = { answers: 0, kills: 0, unavailable: [] }
  let started = 0
  const lane = async () => {
    while (started < CALLS) {
      started += 1
      if (started % CALLS_BETWEEN_KILLS === 0) seen.kills += killOne(random)
      const nonce = `call ${started}`
      const place = { workspace: `w${Math.floor(random() * WORKSPACES)}`, limits: { deadlineMs: 30_000 } }
      try {
        expect(await test.ask(guest, 'ask', { nonce }, place)).toEqual({ nonce })
        seen.answers += 1
      } catch (error) {
        if (!(error instanceof RuntimeUnavailable || error instanceof GuestFault)) throw error
        seen.unavailable.push(error.code)
        if (error instanceof RuntimeUnavailable) await setTimeout(error.retryAfterMs)
      }
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return seen
}

/** How many were killed: none when none is running. */
function killOne(random: () => number): number {
  const pids = sandboxPids()
  if (pids.length === 0) return 0
  process.kill(pick(random, pids), 'SIGKILL')
  return 1
}
