import { describe, expect, it } from 'vitest'
import { reportNameOf, reportOf, secondsWithin } from './usage-report.ts'

const subscriptionId = '019a0000-0000-7000-8000-000000000000'
const startsAt = new Date('2026-11-01T00:00:00Z')
const endsAt = new Date('2026-12-01T00:00:00Z')
const seconds = (text: string) => new Date(text).getTime() / 1_000

describe('a report of use', () => {
  it('is known again by its request', () => {
    const identifier = reportNameOf({ subscriptionId, startsAt }, { from: 2n, to: 5n })
    expect(reportOf({ identifier, payload: { stripe_customer_id: 'cus_1', value: '3' } })).toEqual({
      period: { subscriptionId, startsAt },
      blocks: 3n,
    })
  })

  it('has a name of its own for the blocks of one that was refused, told with others', () => {
    const of = (from: bigint, to: bigint) => reportNameOf({ subscriptionId, startsAt }, { from, to })
    expect(of(0n, 3n)).not.toBe(of(2n, 3n))
  })

  it.each([
    ['when it is told in time', '2026-11-30T23:59:58.900Z', '2026-11-30T23:59:58Z'],
    ['when it is told late', '2026-12-01T00:00:00.100Z', '2026-11-30T23:59:59Z'],
    ['when the provider’s clock is ahead', '2026-10-31T23:59:00Z', '2026-11-01T00:00:00Z'],
  ])('counts in its period %s', (_, now, counted) => {
    expect(secondsWithin({ startsAt, endsAt }, new Date(now))).toBe(seconds(counted))
  })
})
