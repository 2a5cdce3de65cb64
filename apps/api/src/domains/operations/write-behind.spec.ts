import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WriteBehind } from './write-behind.ts'

describe('writes that are gathered', () => {
  let written: number[][]
  let errors: unknown[]
  beforeEach(() => {
    vi.useFakeTimers()
    written = []
    errors = []
  })
  afterEach(() => vi.useRealTimers())

  const gather = (write = async (items: number[]): Promise<void> => void written.push(items)) =>
    new WriteBehind<number>({ delayMs: 100, maxPending: 3, write, onError: (error) => errors.push(error) })

  it('are made together a moment after the first, in their order', async () => {
    const behind = gather()
    behind.add(1)
    await vi.advanceTimersByTimeAsync(99)
    behind.add(2)
    expect(written).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(written).toEqual([[1, 2]])
    behind.add(3)
    await vi.advanceTimersByTimeAsync(100)
    expect(written).toEqual([[1, 2], [3]])
  })

  it('are made at once when there are many', async () => {
    const behind = gather()
    for (const item of [1, 2, 3, 4]) behind.add(item)
    await vi.advanceTimersByTimeAsync(0)
    expect(written).toEqual([[1, 2, 3]])
    await behind.flush()
    expect(written).toEqual([[1, 2, 3], [4]])
  })

  it('are all made when a flush has resolved, and once', async () => {
    const behind = gather()
    behind.add(1)
    await behind.flush()
    await behind.flush()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(written).toEqual([[1]])
  })

  it('are made one after the other, however long each takes', async () => {
    const behind = gather(async (items) => {
      await new Promise((done) => setTimeout(done, 1_000))
      written.push(items)
    })
    behind.add(1)
    await vi.advanceTimersByTimeAsync(100)
    behind.add(2)
    const flushed = behind.flush()
    await vi.advanceTimersByTimeAsync(2_000)
    await flushed
    expect(written).toEqual([[1], [2]])
  })

  it('that fail are reported, and the next ones are made', async () => {
    const behind = gather(async (items) => {
      if (items.includes(1)) throw new Error('no')
      written.push(items)
    })
    behind.add(1)
    await behind.flush()
    behind.add(2)
    await behind.flush()
    expect(errors).toEqual([new Error('no')])
    expect(written).toEqual([[2]])
  })
})
