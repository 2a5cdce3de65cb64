import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { coreCode, coreGuest, jobGuestOf } from '../../../fixtures/guests.ts'
import { TestPort } from '../../../fixtures/test-port.ts'
import { useRuntime } from '../../../fixtures/test-runtime.ts'

/** This thread does nothing for so long. What it does next is look at its timers, and then at what has come in. */
async function beBusyFor(ms: number): Promise<void> {
  await nextTurn()
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

describe('a supervisor that was busy at a deadline', () => {
  const running = useRuntime()

  it('kills no sandbox that has answered at its deadline', async () => {
    const guest = coreGuest('conformance', ['echo', 'ask'])
    const isAsked = new Promise<void>((resolve) => (running().host.onCall = () => resolve()))
    const call = running().call(guest, 'ask', { want: 'nothing' }, { limits: { deadlineMs: 1_000 } })
    await isAsked
    await beBusyFor(2_500)
    await expect(call).rejects.toMatchObject({ code: 'deadline_exceeded' })
    expect(await running().ask(guest, 'echo', 'well')).toBe('well')
    expect(running().incidents).toEqual([])
  })

  it('kills no run of a job that has said in time that its slice ended', async () => {
    const port = new TestPort()
    const goesOn = () => expect.poll(() => port.fuel, { timeout: 20_000 }).toBeGreaterThan(port.fuel)
    const stop = new AbortController()
    const { outcome } = running().run(jobGuestOf(coreCode('jobs'), ['goes_on']), 'goes_on', {
      port,
      signal: stop.signal,
      budget: { fuel: 10n ** 15n },
      limits: { fuel: 10_000_000n, deadlineMs: 2_000 },
    })
    await goesOn()
    await beBusyFor(4_000)
    await goesOn()
    stop.abort(new Error('enough'))
    await expect(outcome).rejects.toThrow('enough')
    expect(running().incidents).toEqual([])
  })
})
