import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { jsText } from '../../../fixtures/guests.ts'
import { useRuntime } from '../../../fixtures/test-runtime.ts'

const running = useRuntime()

describe('a call that its sandbox cannot be told of', () => {
  const tooLong = 'q'.repeat(1_100)
  const guest = jsText(`export const echo = (input) => input\nexport const ${tooLong} = echo`, ['echo', tooLong])

  it('fails, and is not waited for', async () => {
    const limits = { deadlineMs: 1_500 }
    const calls = () => running().call(guest, tooLong, {}, { limits })
    await expect(calls()).rejects.toThrow('1100 bytes')
    await expect(calls()).rejects.toThrow('1100 bytes')
    await delay(2_000)
    expect(running().incidents).toEqual([])
    expect(await running().ask(guest, 'echo', 'well', { limits })).toBe('well')
  })
})
