import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { jsText } from '../../../fixtures/guests.ts'
import { sandboxPids } from '../../../fixtures/processes.ts'
import { TestRuntime, useRuntime } from '../../../fixtures/test-runtime.ts'
import type { SliceEnd } from '../../index.ts'

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

  it('is not what its sandbox is busy with', async () => {
    const others = new Set(sandboxPids())
    const test = new TestRuntime({ poolSize: 0 })
    await test.ask(guest, 'echo', 'well', { install: 'i' })
    const [pid] = sandboxPids().filter((one) => !others.has(one))
    process.kill(pid!, 'SIGSTOP')
    await expect(test.call(guest, tooLong, {}, { install: 'i' })).rejects.toThrow('1100 bytes')
    const unloaded = test.runtime.unload('w', 'i')
    await delay(100)
    process.kill(pid!, 'SIGKILL')
    await unloaded
    await expect.poll(() => test.incidents).toMatchObject([{ kind: 'sandbox_lost' }])
    expect(test.incidents[0]).not.toHaveProperty('culprit')
    await test.close()
  })
})

describe('an unload', () => {
  const guest = jsText('export const count = (to) => { let at = 0; while (at < to) at += 1; return at }', ['count'])

  it('waits for a call that is held up behind a slice, however long that is', async () => {
    const limits = { deadlineMs: 1_500 }
    const begun = Promise.withResolvers<void>()
    const onSlice = async ({ slices }: SliceEnd) => {
      begun.resolve()
      if (slices === 1) await delay(3_000)
      return 'continue' as const
    }
    const call = running().ask(guest, 'count', 100_000, { install: 'held', limits, slice: { size: 500_000n, onSlice } })
    await begun.promise
    await running().runtime.unload('w', 'held')
    expect(await call).toBe(100_000)
    expect(running().incidents).toEqual([])
  })
})
