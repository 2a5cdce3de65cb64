import { GUEST_FAULTS, GuestFault, type GuestFaultCode, RuntimeUnavailable } from '@grantry/runtime'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { delayAfter, judge } from './retry-policy.ts'

describe('a run that broke off', () => {
  it.each(Object.keys(GUEST_FAULTS) as GuestFaultCode[])('by the fault %s is counted, and has a sentence', (code) => {
    const { attempt, reason, end } = judge(new GuestFault(code))
    expect([attempt, reason.code]).toEqual(['counts', code])
    expect(['failed', 'failed for now']).toContain(end)
  })

  it('by an error of the guest has a sentence, and then the places in its code', () => {
    const { reason } = judge(new GuestFault('guest_error', 'Error: full\n    at scan (main.js:1)\n'))
    expect(reason.message).toMatch(/Error: full\.\n {4}at scan \(main\.js:1\)$/)
  })

  it('for want of fuel is not tried again: it would want it again', () => {
    expect(judge(new GuestFault('fuel_exhausted')).end).toBe('failed')
  })

  it('with its sandbox is tried again, and counted', () => {
    expect(judge(new RuntimeUnavailable('sandbox_lost'))).toMatchObject({ end: 'failed for now', attempt: 'counts' })
  })

  it('because the server stops or is full is not counted', () => {
    for (const code of ['shutting_down', 'overloaded'] as const)
      expect(judge(new RuntimeUnavailable(code))).toMatchObject({ end: 'node ends', attempt: 'does not count' })
  })

  it('for a reason of our own is tried again, and says nothing of our insides', () => {
    const { end, reason } = judge(new Error('SELECT secret FROM inside'))
    expect(end).toBe('failed for now')
    expect(reason.message).not.toContain('secret')
  })
})

describe('the time until the next attempt', () => {
  it('doubles, up to five minutes', () => {
    expect([1, 2, 3, 4, 9, 10, 50].map((failed) => delayAfter(failed, 0))).toEqual([
      1_000, 2_000, 4_000, 8_000, 256_000, 300_000, 300_000,
    ])
  })

  it('is between half of that and all of it, by chance', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true }), (failed, chance) => {
        const whole = delayAfter(failed, 0)
        expect(delayAfter(failed, chance)).toBeGreaterThanOrEqual(whole / 2 - 1)
        expect(delayAfter(failed, chance)).toBeLessThanOrEqual(whole)
      }),
    )
  })
})
