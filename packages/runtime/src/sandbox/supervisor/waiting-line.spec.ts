import { afterEach, describe, expect, it } from 'vitest'
import { coreGuest } from '../../../fixtures/guests.ts'
import { TestRuntime } from '../../../fixtures/test-runtime.ts'

const guest = coreGuest('conformance', ['echo', 'ask'])

let running: TestRuntime | null = null
function start(): TestRuntime {
  running = new TestRuntime({ poolSize: 0 })
  return running
}
afterEach(() => running?.close())

/** Settles when the host has been asked. */
function asked(test: TestRuntime): Promise<void> {
  return new Promise((resolve) => {
    test.host.onCall = () => resolve()
  })
}

describe('calls of one install', () => {
  it('wait for their turn beyond the concurrency, and are refused beyond the queue', async () => {
    const test = start()
    const release = Promise.withResolvers<void>()
    const answer = test.host.call
    test.host.call = async (...call) => {
      await release.promise
      return answer(...call)
    }
    const limits = { concurrentCalls: 2, waitingCalls: 3 }
    const calls = Array.from({ length: 6 }, (_, nonce) => test.ask(guest, 'ask', { nonce: `${nonce}` }, { limits }))
    await expect(calls[5]).rejects.toMatchObject({ name: 'RuntimeUnavailable', code: 'too_many_calls' })
    expect(test.runtime.stats()).toMatchObject({ activeCalls: 2, waitingCalls: 3 })
    expect(await test.ask(guest, 'echo', 'other', { install: 'other', limits })).toBe('other')
    release.resolve()
    expect(await Promise.all(calls.slice(0, 5))).toEqual(['0', '1', '2', '3', '4'].map((nonce) => ({ nonce })))
  })

  it('may hold 64 MiB of input while they wait, beyond which they are refused', async () => {
    const test = start()
    const isAsked = asked(test)
    const limits = { concurrentCalls: 1, waitingCalls: 1_000, deadlineMs: 1_000 }
    const first = test.call(guest, 'ask', { want: 'nothing' }, { limits })
    await isAsked
    const input = 'x'.repeat((1 << 20) - 2)
    const waiting = Array.from({ length: 64 }, () => test.call(guest, 'echo', input, { limits }))
    const settled = Promise.allSettled([first, ...waiting])
    expect(test.runtime.stats().waitingCalls).toBe(64)
    const tooMuch = test.call(guest, 'echo', input, { limits })
    await expect(tooMuch).rejects.toMatchObject({ name: 'RuntimeUnavailable', code: 'overloaded', retryAfterMs: 1_000 })
    await settled
    expect(test.runtime.stats().waitingCalls).toBe(0)
  })

  it('wait for one another when together they may need more than 1 GiB, in memories, tables and answers', async () => {
    const test = start()
    const release = Promise.withResolvers<void>()
    const answer = test.host.call
    test.host.call = async (...call) => {
      await release.promise
      return answer(...call)
    }
    // Twelve memories of 85 MiB are within it; with their tables and answers they are not.
    const limits = { memoryPages: 1_364, tableElements: 10_000, outputBytes: 1 << 20 }
    const calls = Array.from({ length: 12 }, (_, call) =>
      test.ask(guest, 'ask', { nonce: `${call}` }, { limits, install: `install-${call}` }),
    )
    expect(test.runtime.stats()).toMatchObject({ activeCalls: 11, waitingCalls: 1 })
    release.resolve()
    expect(await Promise.all(calls)).toEqual(calls.map((_, call) => ({ nonce: `${call}` })))
  })

  it('are refused when their turn does not come before their deadline', async () => {
    const test = start()
    const isAsked = asked(test)
    const limits = { concurrentCalls: 1, deadlineMs: 400 }
    const first = test.call(guest, 'ask', { want: 'nothing' }, { limits: { ...limits, deadlineMs: 1_000 } })
    await isAsked
    await expect(test.call(guest, 'echo', {}, { limits })).rejects.toMatchObject({ code: 'overloaded' })
    await expect(first).rejects.toMatchObject({ code: 'deadline_exceeded' })
  })

  it('leave the queue when their caller goes away', async () => {
    const test = start()
    const isAsked = asked(test)
    const limits = { concurrentCalls: 1, deadlineMs: 500 }
    const first = test.call(guest, 'ask', { want: 'nothing' }, { limits })
    await isAsked
    const caller = new AbortController()
    const second = test.call(guest, 'echo', {}, { limits, signal: caller.signal })
    caller.abort(new Error('the caller left'))
    await expect(second).rejects.toThrow('the caller left')
    expect(test.runtime.stats().waitingCalls).toBe(0)
    await expect(first).rejects.toMatchObject({ code: 'deadline_exceeded' })
  })
})
