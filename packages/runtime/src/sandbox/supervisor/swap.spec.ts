import { expect, it } from 'vitest'
import { jsText } from '../../../fixtures/guests.ts'
import { useRuntime } from '../../../fixtures/test-runtime.ts'

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
