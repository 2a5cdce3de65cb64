import { describe, expect, it } from 'vitest'
import { jsText } from '../../../fixtures/guests.ts'
import { useRuntime } from '../../../fixtures/test-runtime.ts'

/** Every engine begins as a snapshot of one that was booted for all; what guests can see must not tell. */
describe('a JavaScript guest that begins as a snapshot', () => {
  const running = useRuntime()
  const guest = jsText(
    `
    const atLoad = { random: Math.random(), now: performance.now(), origin: performance.timeOrigin }
    export const attack = () => ({ atLoad, random: Math.random(), now: performance.now(), date: Date.now() })
    globalThis.trace = 0
    export const leave = () => ++globalThis.trace
  `,
    ['attack', 'leave'],
  )
  const ask = (install: string, exportName = 'attack') => running().ask(guest, exportName, null, { install })

  it('draws random numbers of its own', async () => {
    const samples = [await ask('random-1'), await ask('random-2')] as Sample[]
    const drawn = samples.flatMap(({ atLoad, random }) => [atLoad.random, random])
    expect(new Set(drawn).size).toBe(4)
  })

  it('counts its time from its own beginning, on the real clock', async () => {
    const before = Date.now()
    const { atLoad, now, date } = (await ask('clock')) as Sample
    expect(atLoad.origin).toBeGreaterThanOrEqual(before)
    expect(atLoad.now).toBeGreaterThanOrEqual(0)
    expect(now).toBeLessThanOrEqual(date - atLoad.origin)
    expect(date).toBeGreaterThanOrEqual(before)
  })

  it('finds nothing that another install has left', async () => {
    expect([await ask('left-1', 'leave'), await ask('left-1', 'leave')]).toEqual([1, 2])
    expect(await ask('left-2', 'leave')).toBe(1)
  })

  it('takes the same fuel whoever began before it', async () => {
    const first = await running().call(guest, 'leave', null, { install: 'fuel-1' })
    const second = await running().call(guest, 'leave', null, { install: 'fuel-2' })
    expect(second.fuelConsumed).toBe(first.fuelConsumed)
  })

  it('pays for the booting that was done for it', async () => {
    const call = running().call(guest, 'leave', null, { install: 'poor', limits: { loadFuel: 100_000n } })
    await expect(call).rejects.toMatchObject({ code: 'fuel_exhausted', fuelConsumed: 100_000n })
  })
})

interface Sample {
  atLoad: { random: number; now: number; origin: number }
  random: number
  now: number
  date: number
}
