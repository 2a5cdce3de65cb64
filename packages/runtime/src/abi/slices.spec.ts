import { describe, expect, it } from 'vitest'
import { coreGuest, jsGuest } from '../../fixtures/guests.ts'
import { useRuntime } from '../../fixtures/test-runtime.ts'
import { CallCancelled, MIN_SLICE, type SliceEnd, type Slicing } from '../index.ts'

const OPERATIONS = ['echo', 'ask', 'work', 'loop']
const GUESTS = {
  core: coreGuest('conformance', OPERATIONS),
  js: jsGuest('conformance', OPERATIONS),
}
const SLICE = 300_000n
const ENDLESS = 10n ** 15n

/** Slices behind each of which the call goes on, and their ends. */
function counted(size = SLICE): Slicing & { readonly ends: SliceEnd[] } {
  const ends: SliceEnd[] = []
  return { size, ends, onSlice: (end) => (ends.push(end), 'continue') }
}

/** Slices whose first end is a promise to be settled by the test. */
function held(size = SLICE) {
  const ended = Promise.withResolvers<SliceEnd>()
  const decision = Promise.withResolvers<'continue' | 'cancel'>()
  const onSlice = (end: SliceEnd) => (ended.resolve(end), decision.promise)
  return { slice: { size, onSlice }, ended: ended.promise, decide: decision.resolve }
}

/** What an embedder may rely on when it gives a call its fuel in slices, whatever the ABI. */
describe.each(['core', 'js'] as const)('a call in slices of the ABI %s', (abi) => {
  const guest = GUESTS[abi]
  const running = useRuntime()

  it('answers as without, with the same fuel, and is asked for behind each slice', async () => {
    const fresh = { ...guest, instances: 'fresh' as const }
    const whole = await running().call(fresh, 'work', 'well')
    for (const size of [SLICE, 1_000_003n]) {
      const slice = counted(size)
      const { output, fuelConsumed } = await running().call(fresh, 'work', 'well', { slice })
      expect({ output, fuelConsumed }).toEqual({ output: '"well"', fuelConsumed: whole.fuelConsumed })
      expect(slice.ends).toHaveLength(Number(fuelConsumed / size))
      slice.ends.forEach((end, index) => {
        expect(end.slices).toBe(index + 1)
        expect(end.fuelConsumed).toBeGreaterThan(size * BigInt(index + 1))
        expect(end.fuelConsumed).toBeLessThanOrEqual(fuelConsumed)
      })
    }
  })

  it('makes host calls and gets their replies, as without', async () => {
    const slice = counted(MIN_SLICE)
    expect(await running().ask(guest, 'ask', { nonce: 'n-1' }, { slice })).toEqual({ nonce: 'n-1' })
  })

  it('is held up for as long as its embedder wants; others have the thread, and its time stands still', async () => {
    const { slice, ended, decide } = held()
    const work = running().call(guest, 'work', 'later', { slice, limits: { deadlineMs: 2_000 } })
    const { fuelConsumed } = await ended
    expect(await running().ask(guest, 'echo', 'meanwhile')).toBe('meanwhile')
    expect(await running().ask(guest, 'work', 'meanwhile', { slice: counted() })).toBe('meanwhile')
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    decide('continue')
    const result = await work
    expect(result.output).toBe('"later"')
    expect(result.fuelConsumed).toBeGreaterThan(fuelConsumed)
    expect(result.stages.hostMs).toBeGreaterThan(2_000)
    expect(running().incidents).toEqual([])
  })

  it('ends where it is when its embedder cancels it, and the next one works', async () => {
    const { slice, ended, decide } = held()
    const work = running().call(guest, 'loop', {}, { slice, limits: { fuel: ENDLESS } })
    const { fuelConsumed } = await ended
    decide('cancel')
    await expect(work).rejects.toEqual(new CallCancelled(fuelConsumed, 1))
    expect(await running().ask(guest, 'work', 'well', { slice: counted() })).toBe('well')
    expect(running().incidents).toEqual([])
  })

  it('ends with what its embedder throws', async () => {
    const failed = async () => {
      throw new Error('the account is closed')
    }
    const slice = { size: SLICE, onSlice: failed }
    await expect(running().call(guest, 'loop', {}, { slice })).rejects.toThrow('the account is closed')
  })

  it('ends when its signal says so while it is held up', async () => {
    const { slice, ended } = held()
    const gone = new AbortController()
    const work = running().call(guest, 'loop', {}, { slice, signal: gone.signal })
    void ended.then(() => gone.abort(new Error('nobody waits')))
    await expect(work).rejects.toThrow('nobody waits')
    expect(await running().ask(guest, 'echo', 'well')).toBe('well')
  })

  it('that never ends is ended by its fuel, to the unit', async () => {
    const slice = counted()
    const fault = running().call(guest, 'loop', {}, { slice, limits: { fuel: 5_000_000n } })
    await expect(fault).rejects.toMatchObject({ code: 'fuel_exhausted', fuelConsumed: 5_000_000n })
    expect(slice.ends).toHaveLength(16)
  })

  it('that never ends is ended by its deadline, without the loss of its sandbox', async () => {
    const limits = { fuel: ENDLESS, deadlineMs: 500 }
    const fault = running().call(guest, 'loop', {}, { slice: counted(), limits })
    await expect(fault).rejects.toMatchObject({ code: 'deadline_exceeded' })
    expect(running().incidents).toEqual([])
  })

  it('whose slice never ends is ended with its sandbox', async () => {
    const limits = { fuel: ENDLESS, deadlineMs: 500 }
    const fault = running().call(guest, 'loop', {}, { slice: counted(ENDLESS / 2n), limits })
    await expect(fault).rejects.toMatchObject({ code: 'deadline_exceeded' })
    await expect.poll(() => running().incidents).toMatchObject([{ kind: 'sandbox_lost' }])
    running().incidents.length = 0
    expect(await running().ask(guest, 'echo', 'well')).toBe('well')
  })

  it.each([
    ['smaller slices than there is sense in', MIN_SLICE - 1n],
    ['larger slices than a limit may be', 10n ** 15n + 1n],
    ['slices that are no bigint', 1_000_000 as unknown as bigint],
  ])('may not have %s', async (_, size) => {
    await expect(running().call(guest, 'work', {}, { slice: counted(size) })).rejects.toThrow(RangeError)
  })
})

describe('a guest that allocates without end', () => {
  const running = useRuntime()

  it('cannot be held up in it, and is ended by its fuel', async () => {
    const slice = counted()
    const fault = running().call(coreGuest('looping-alloc'), 'attack', {}, { slice, limits: { fuel: 5_000_000n } })
    await expect(fault).rejects.toMatchObject({ code: 'fuel_exhausted', fuelConsumed: 5_000_000n })
    expect(slice.ends).toEqual([])
  })
})
