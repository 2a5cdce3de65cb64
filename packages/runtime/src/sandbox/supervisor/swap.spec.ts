import { describe, expect, it, onTestFinished } from 'vitest'
import { coreGuest, jsText } from '../../../fixtures/guests.ts'
import { useRuntime } from '../../../fixtures/test-runtime.ts'
import type { Limits } from '../../index.ts'

const running = useRuntime()
const versionOf = (version: string) => jsText(`export const version = () => '${version}'`, ['version'])

it('calls of two versions of an install that come at the same moment each run on their own', async () => {
  const versions = ['one', 'two'].map(versionOf)
  for (let round = 0; round < 50; round += 1) {
    const calls = [0, 1, 1, 0, 0, 1].map((at) => running().ask(versions[at]!, 'version', null, { install: 'swapped' }))
    expect(await Promise.all(calls)).toEqual(['one', 'two', 'two', 'one', 'one', 'two'])
  }
  expect(running().incidents).toEqual([])
})

it('calls that come just before their guest is unloaded run on it all the same', async () => {
  const guest = versionOf('only')
  for (let round = 0; round < 50; round += 1) {
    const call = running().ask(guest, 'version', null, { install: 'leaving' })
    await running().runtime.unload('w', 'leaving')
    expect(await call).toBe('only')
  }
  expect(running().incidents).toEqual([])
})

describe('a guest whose calls have limits of their own', () => {
  const counting = jsText(
    `let calls = 0
    export const count = () => ++calls
    export const spin = () => { for (;;); }`,
    ['count', 'spin'],
  )
  const call = (limits: Partial<Limits>) => running().ask(counting, 'count', null, { install: 'bounded', limits })

  it('stays the same one, with what it remembers', async () => {
    const bounds = [{}, { fuel: 5_000_000n }, { fuel: 4_000_000n }, { hostCalls: 5 }]
    const answers: unknown[] = []
    for (const limits of [...bounds, { concurrentCalls: 2 }, { waitingCalls: 7 }]) answers.push(await call(limits))
    expect(answers).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('is held to those of each call', async () => {
    for (const fuel of [3_000_000n, 2_000_000n, 3_000_000n]) {
      const spinning = running().call(counting, 'spin', null, { install: 'bounded', limits: { fuel } })
      await expect(spinning).rejects.toMatchObject({ code: 'fuel_exhausted', fuelConsumed: fuel })
    }
  })

  it.each([
    { deadlineMs: 2_000 },
    { memoryPages: 200 },
    { loadFuel: 900_000_000n },
    { outputBytes: 9_000 },
    { tableElements: 9_000 },
  ])('is another one with %o', async (limits) => {
    const install = `another ${Object.keys(limits)[0]}`
    const first = await running().ask(counting, 'count', null, { install })
    expect([first, await running().ask(counting, 'count', null, { install, limits })]).toEqual([1, 1])
  })

  const waiting = coreGuest('conformance', ['echo', 'ask'])

  it('is unloaded when the last call has ended, whatever time the first one had', async () => {
    const install = 'leaving late'
    await running().call(waiting, 'echo', {}, { install, limits: { deadlineMs: 100 } })
    const release = Promise.withResolvers<string>()
    const answer = running().host.call
    onTestFinished(() => void (running().host.call = answer))
    const isAsked = new Promise<void>((resolve) => {
      running().host.call = () => {
        resolve()
        return release.promise
      }
    })
    const call = running().ask(waiting, 'ask', {}, { install })
    await isAsked
    const unloaded = running().runtime.unload('w', install)
    setTimeout(() => release.resolve('"late"'), 600)
    expect(await call).toBe('late')
    await unloaded
  })
})
