import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { guestOf } from '../../../fixtures/guests.ts'
import { TestRuntime } from '../../../fixtures/test-runtime.ts'
import { DEFAULT_LIMITS, type RuntimeOptions } from '../../index.ts'

const faultySandbox = (name: string) =>
  fileURLToPath(new URL(`../../../fixtures/faulty-sandboxes/${name}.mjs`, import.meta.url))

/** What a process that has been taken over may try, and the reason for its end; see `by-export.mjs`. */
const VIOLATIONS: [behaviour: string, reason: RegExp][] = [
  ['answers_another_call', /a call it was not given/],
  ['answers_no_question', /an answer to no question/],
  ['unloads_instead', /an answer to another question/],
  ['sends_garbage', /protocol violation/],
  ['announces_a_huge_frame', /a frame of 4294967295 bytes/],
  ['answers_too_much', /past its limit/],
  ['logs_too_much', /logs past its limit/],
  ['calls_the_host_too_often', /too many host calls at once/],
  ['calls_the_host_twice', /two host calls of one number/],
  ['blames_another_call', /a call it was not given/],
  ['tells_of_a_guest_unasked', /it tells of no guest of its/],
  ['ends_a_slice_of_none', /a slice of a call that has none/],
  ['leaves', /exited with 3/],
  ['crashes', /got SIGABRT/],
]

const SLICE_VIOLATIONS: [string, RegExp][] = [
  ['ends_slices_it_cannot_have_had', /slices that cannot be/],
  ['ends_more_slices_than_there_are', /slices that cannot be/],
  ['ends_two_slices_at_once', /while none is under way/],
]

describe('a sandbox process that cannot be trusted', () => {
  let running: TestRuntime | null = null
  const start = (name: string, options: Partial<RuntimeOptions> = {}) => {
    running = new TestRuntime({ sandboxEntry: faultySandbox(name), poolSize: 0, ...options })
    return running
  }
  afterEach(() => running?.close())

  const guest = guestOf(Buffer.from('any'), [
    ...VIOLATIONS.map(([name]) => name),
    ...SLICE_VIOLATIONS.map(([name]) => name),
    'behaves',
    'answers_twice',
    'is_ready_again',
    'says_nothing',
    'spins',
    'answers_soon',
    'enters_late',
    'answers_two_at_once',
    'answers_with_a_million_of_fuel',
    'answers_later',
    'enters_soon',
    'asks_unannounced',
    'enters_at_rest',
    'ends_a_slice_of_its_unload',
  ])

  it.each(VIOLATIONS)('ends when it %s; the call fails clearly and the next one works', async (name, reason) => {
    const test = start('by-export')
    const call = test.call(guest, name, {})
    await expect(call).rejects.toMatchObject({ name: 'RuntimeUnavailable', code: 'sandbox_lost', retryAfterMs: 100 })
    expect(test.incidents).toMatchObject([
      { kind: 'sandbox_lost', workspace: 'w', reason: expect.stringMatching(reason) },
    ])
    expect(await test.ask(guest, 'behaves', {})).toBe('done')
  })

  it.each(SLICE_VIOLATIONS)('ends when it %s of a call in slices', async (name, reason) => {
    const test = start('by-export')
    const slice = { size: 300_000n, onSlice: () => 'continue' as const }
    await expect(test.call(guest, name, {}, { slice })).rejects.toMatchObject({ code: 'sandbox_lost' })
    expect(test.incidents).toMatchObject([{ kind: 'sandbox_lost', reason: expect.stringMatching(reason) }])
  })

  it('ends when it answers a call with more fuel than that had, though not more than it takes to load', async () => {
    const test = start('by-export')
    const call = test.call(guest, 'answers_with_a_million_of_fuel', {}, { limits: { fuel: 1_000n } })
    await expect(call).rejects.toMatchObject({ code: 'sandbox_lost' })
    expect(test.incidents).toMatchObject([{ reason: expect.stringMatching(/more than there was/) }])
  })

  it('ends when it ends a slice of an unload, whatever the calls before had', async () => {
    const test = start('by-export')
    const slice = { size: 300_000n, onSlice: () => 'continue' as const }
    expect(await test.ask(guest, 'ends_a_slice_of_its_unload', {}, { slice, install: 'leaving' })).toBe('done')
    await test.runtime.unload('w', 'leaving')
    expect(test.incidents).toMatchObject([{ reason: expect.stringMatching(/a slice of a call that has none/) }])
  })

  it.each([
    ['answers_twice', /a call it was not given/],
    ['is_ready_again', /an answer to no question/],
  ])('ends when it %s, whoever got the first answer', async (name, reason) => {
    const test = start('by-export')
    await Promise.allSettled([test.call(guest, name, {})])
    await expect.poll(() => test.incidents).toMatchObject([{ reason: expect.stringMatching(reason) }])
    expect(await test.ask(guest, 'behaves', {})).toBe('done')
  })

  it.each(['says_nothing', 'spins'])('ends when it %s past a deadline, and the call fails for that', async (name) => {
    const test = start('by-export')
    const call = test.call(guest, name, {}, { limits: { deadlineMs: 100 } })
    await expect(call).rejects.toMatchObject({ name: 'GuestFault', code: 'deadline_exceeded' })
    await expect.poll(() => test.incidents).toMatchObject([{ reason: 'it did not answer at a deadline' }])
    expect(await test.ask(guest, 'behaves', {})).toBe('done')
  })

  it('ends past the deadline of another call when it says that one held up behind a slice has the thread', async () => {
    const test = start('by-export')
    const rests = Promise.withResolvers<void>()
    const onSlice = () => {
      rests.resolve()
      return new Promise<never>(() => {})
    }
    const held = test.call(guest, 'enters_at_rest', {}, { install: 'held', slice: { size: 300_000n, onSlice } })
    const lost = expect(held).rejects.toMatchObject({ code: 'sandbox_lost' })
    await rests.promise
    await delay(300)
    const call = test.call(guest, 'says_nothing', {}, { install: 'other', limits: { deadlineMs: 100 } })
    await expect(call).rejects.toMatchObject({ name: 'GuestFault', code: 'deadline_exceeded' })
    await lost
  })

  it('has the whole time of a call from the moment it enters it, also when no other is left by then', async () => {
    const test = start('by-export')
    const first = test.ask(guest, 'answers_soon', {}, { install: 'first' })
    const second = test.ask(guest, 'enters_late', {}, { install: 'second', limits: { deadlineMs: 1_500 } })
    expect(await Promise.all([first, second])).toEqual(['done', 'done'])
    expect(test.incidents).toEqual([])
  })

  it('ends when its workspace has been quiet, also when its last answers came together', async () => {
    const test = start('by-export', { idleMs: 100 })
    const calls = ['first', 'second'].map((install) => test.ask(guest, 'answers_two_at_once', {}, { install }))
    expect(await Promise.all(calls)).toEqual(['done', 'done'])
    await expect.poll(() => test.runtime.stats().sandboxes).toBe(0)
  })

  it('has begun a call whose first word is not that it has, and its time runs', async () => {
    const test = start('by-export')
    const lent = Promise.withResolvers<number>()
    test.host.call = async (_context, _method, _payload, loan) => {
      await delay(500)
      lent.resolve(loan.within(DEFAULT_LIMITS).deadlineMs)
      return '{}'
    }
    const limits = { deadlineMs: 2_000 }
    const calls = ['says_nothing', 'asks_unannounced'].map((name) => test.call(guest, name, {}, { limits }))
    expect(await lent.promise).toBeLessThan(1_800)
    await Promise.allSettled(calls)
  })

  it('has the whole time of a call also when another one of its install, with a time of its own, went first', async () => {
    const test = start('by-export')
    const first = test.ask(guest, 'answers_later', {}, { limits: { deadlineMs: 5_000 } })
    const second = test.ask(guest, 'enters_soon', {}, { limits: { deadlineMs: 600 } })
    expect(await Promise.all([first, second])).toEqual(['done', 'done'])
    expect(test.incidents).toEqual([])
  })

  it('ends when it speaks before it was asked', async () => {
    const test = start('speaks-unasked')
    await expect(test.call(guest, 'behaves', {})).rejects.toMatchObject({ code: 'sandbox_lost' })
  })

  it('that cannot start is an unavailability, and what it wrote to standard error is reported', async () => {
    const test = start('ends-at-once', { poolSize: 1 })
    await expect(test.call(guest, 'behaves', {})).rejects.toMatchObject({ code: 'sandbox_lost' })
    expect(test.incidents).toMatchObject([{ kind: 'sandbox_lost', reason: expect.stringContaining('no luck today') }])
  })

  it('that the system does not start at all is an unavailability, for calls and for the pool', async () => {
    const test = start('by-export', { nodePath: `/${'x'.repeat(200_000)}`, poolSize: 1 })
    await expect(test.call(guest, 'behaves', {})).rejects.toMatchObject({ code: 'sandbox_lost' })
    expect(test.incidents).toMatchObject([{ kind: 'sandbox_lost', reason: expect.stringContaining('E2BIG') }])
  })

  it('that cannot start leaves the check of code undecided', async () => {
    const test = start('ends-at-once')
    const verdict = await test.runtime.check({ abi: 'core', code: new Uint8Array(), operations: [], jobs: [] })
    expect(verdict).toMatchObject({ verdict: 'undecided' })
  })

  it('that says nothing to a check leaves it undecided', async () => {
    const test = start('by-export', { checkDeadlineMs: 100 })
    const verdict = test.runtime.check({ abi: 'core', code: new Uint8Array(), operations: [], jobs: [] })
    expect(await verdict).toEqual({ verdict: 'undecided', reason: 'The checker was lost: the check took too long' })
  })
})
