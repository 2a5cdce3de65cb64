import { describe, expect, it } from 'vitest'
import { DomainError } from '../../kernel/domain-error.ts'
import { CallRate } from './call-rate.ts'

const MINUTE_MS = 60_000

/** How many of so many calls are counted at a moment before one is refused. */
function countedAt(rate: CallRate, now: number, install = 'one'): number {
  for (let calls = 0; calls < 2_000; calls += 1) {
    try {
      rate.count(install, now)
    } catch (error) {
      if (error instanceof DomainError) return calls
      throw error
    }
  }
  throw new Error('Nothing was refused')
}

describe('calls of an install', () => {
  it('are a thousand a minute', () => {
    const rate = new CallRate()
    expect(countedAt(rate, 0)).toBe(1_000)
    expect(countedAt(rate, MINUTE_MS - 1)).toBe(0)
    expect(countedAt(rate, MINUTE_MS)).toBe(1_000)
  })

  it('do not count for another install', () => {
    const rate = new CallRate()
    countedAt(rate, 0)
    expect(countedAt(rate, 0, 'another')).toBe(1_000)
  })

  it('beyond that are told when to come again', () => {
    const rate = new CallRate()
    countedAt(rate, 0)
    expect(() => rate.count('one', 1_500)).toThrow(
      expect.objectContaining({
        kind: 'limit',
        code: 'call_rate_exceeded',
        details: expect.objectContaining({ retryAfterSeconds: 59 }),
      }),
    )
  })
})
