import { describe, expect, it } from 'vitest'
import { jobGuestOf, jsGuest, jsText } from '../../../fixtures/guests.ts'
import { useRuntime } from '../../../fixtures/test-runtime.ts'

/** What the host takes from a bundle, it takes through a language that the bundle may have changed. */
describe('a bundle that changes its language', () => {
  const running = useRuntime()
  const neighbour = jsGuest('conformance', ['echo'])

  it.each(['Array.prototype.filter = () => null', 'Object.prototype.toJSON = () => ({ length: 1 })'])(
    'is not loaded when nobody can tell what it exports, and nobody else notices: %s',
    async (change) => {
      const guest = jsText(`${change}; export const attack = () => 1`)
      await expect(running().call(guest, 'attack', {})).rejects.toMatchObject({ code: 'load_failed' })
      expect(await running().ask(neighbour, 'echo', 'next door')).toBe('next door')
      expect(running().incidents).toEqual([])
    },
  )

  it.each([
    ['null', { exit: 'failed' }],
    ['({ exit: 0, message: 5 })', { exit: 'completed' }],
    ['({ exit: { toJSON: null } })', { exit: 'failed', message: 'The job ended with object instead of 0, 1 or 2' }],
  ])('ends its job as what it says, whatever that is: %s', async (said, end) => {
    const code = Buffer.from(`export const attack = () => { Object.prototype.toJSON = () => ${said} }`)
    const { outcome } = running().run(jobGuestOf(code, ['attack'], 'js'), 'attack')
    expect(await outcome).toMatchObject(end)
    expect(running().incidents).toEqual([])
  })

  const SURROGATES = `JSON.rawJSON('"' + '\\ud800'.repeat(600_000) + '"')`

  it('is held to the size of its answer as the host has it, in UTF-8', async () => {
    const guest = jsText(`export const attack = () => ({ text: ${SURROGATES} })`)
    await expect(running().call(guest, 'attack', {})).rejects.toMatchObject({ code: 'output_too_large' })
    expect(running().incidents).toEqual([])
  })

  it('is held to the size of its payloads in the same way', async () => {
    const guest = jsText(
      `export const attack = () => grantry.call('query:x.v1', ${SURROGATES}).catch(({ code }) => code)`,
    )
    expect(await running().ask(guest, 'attack', {})).toBe('payload_too_large')
  })
})
