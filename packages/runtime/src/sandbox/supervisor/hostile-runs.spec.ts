import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { jobGuestOf } from '../../../fixtures/guests.ts'
import { TestPort } from '../../../fixtures/test-port.ts'
import { TestRuntime } from '../../../fixtures/test-runtime.ts'

const faultySandbox = (name: string) =>
  fileURLToPath(new URL(`../../../fixtures/faulty-sandboxes/${name}.mjs`, import.meta.url))

/** What a process that has been taken over may try with the run of a job, and the reason for its end. */
const VIOLATIONS: [behaviour: string, reason: RegExp][] = [
  ['ends_another_run', /a call it was not given/],
  ['ends_as_a_call', /an answer to no question/],
  ['ends_in_a_word_there_is_not', /a word is not one of its list/],
  ['reports_twice_its_progress', /not from 0 to 1/],
  ['reports_no_number', /not from 0 to 1/],
  ['counts_backwards', /counts backwards/],
  ['gets_fuel_back', /counts backwards/],
  ['uses_more_than_its_budget', /more than there was/],
  ['ends_beyond_its_budget', /more than there was/],
  ['ends_with_less_than_it_has_told', /counts backwards/],
  ['ends_beyond_its_memory', /more than there was/],
  ['saves_twice_at_once', /two checkpoints at once/],
  ['saves_too_much', /a field has 4194305 bytes/],
  ['spawns_too_many_at_once', /too many host calls at once/],
  ['warns_too_much', /logs past its limit/],
  ['warns_in_slices_without_end', /more than there is room for/],
  ['counts_without_end', /more than there is room for/],
  ['leaves', /exited with 3/],
]

describe('the sandbox of a run that cannot be trusted', () => {
  let running: TestRuntime | null = null
  const start = (name = 'by-export') => (running = new TestRuntime({ sandboxEntry: faultySandbox(name), poolSize: 0 }))
  afterEach(() => running?.close())

  const others = ['behaves', 'ends_with_a_million_of_fuel', 'goes_on_after_its_end', 'says_nothing', 'spins']
  const guest = jobGuestOf(Buffer.from('any'), [...VIOLATIONS.map(([name]) => name), ...others])

  it.each(VIOLATIONS)('ends when it %s; the run is lost, and the next one works', async (name, reason) => {
    const test = start()
    const lost = test.run(guest, name, { context: 'mine' })
    await expect(lost.outcome).rejects.toMatchObject({ name: 'RuntimeUnavailable', code: 'sandbox_lost' })
    expect(test.incidents).toMatchObject([
      { kind: 'sandbox_lost', workspace: 'w', reason: expect.stringMatching(reason), culprit: { context: 'mine' } },
    ])
    expect(await test.run(guest, 'behaves').outcome).toMatchObject({ exit: 'completed' })
  })

  it('ends when it ends a run with more fuel than that had, though not more than it takes to load', async () => {
    const test = start()
    const { outcome } = test.run(guest, 'ends_with_a_million_of_fuel', { budget: { fuel: 1_000n } })
    await expect(outcome).rejects.toMatchObject({ code: 'sandbox_lost' })
    expect(test.incidents).toMatchObject([{ reason: expect.stringMatching(/more than there was/) }])
  })

  it.each(['says_nothing', 'spins'])('ends when it %s past the time of a slice', async (name) => {
    const test = start()
    const { outcome } = test.run(guest, name, { limits: { deadlineMs: 100 } })
    await expect(outcome).rejects.toMatchObject({ name: 'GuestFault', code: 'deadline_exceeded' })
    expect(test.incidents).toMatchObject([{ kind: 'sandbox_lost', reason: 'a slice took too long' }])
    expect(await test.run(guest, 'behaves').outcome).toMatchObject({ exit: 'completed' })
  })

  it('leaves the run its time when it ends before its first word, and the next one is long in starting', async () => {
    const test = start('ends-at-its-run')
    const { outcome } = test.run(guest, 'behaves', { limits: { deadlineMs: 300 } })
    await expect(outcome).rejects.toMatchObject({ name: 'RuntimeUnavailable', code: 'sandbox_lost' })
    expect(test.incidents).toMatchObject([{ kind: 'sandbox_lost', reason: 'exited with 3' }])
  })

  it('is not heard any more once the run is over', async () => {
    const test = start()
    const port = new TestPort()
    expect(await test.run(guest, 'goes_on_after_its_end', { port }).outcome).toMatchObject({ exit: 'completed' })
    expect(port.heard).toEqual([])
    expect(test.incidents).toEqual([])
  })
})
