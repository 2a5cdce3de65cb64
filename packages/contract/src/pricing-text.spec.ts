import { describe, expect, it } from 'vitest'
import type { PricingSummary } from './http/plans.ts'
import { pricedBy, pricingText } from './pricing-text.ts'

const from = (facts: Partial<NonNullable<PricingSummary['from']>> = {}) => ({
  amount: { amountMinor: 400, currency: 'eur' as const },
  interval: 'month' as const,
  perSeat: false,
  meter: null,
  tax: 'none' as const,
  several: false,
  ...facts,
})
const paid = (facts: Partial<PricingSummary> = {}): PricingSummary => ({
  model: 'paid',
  from: from(),
  trialDays: 0,
  ...facts,
})

describe('what an extension costs', () => {
  it.each([
    ['Free', paid({ model: 'free', from: null })],
    ['Not on offer', paid({ model: 'unavailable', from: null })],
    ['€4 a month', paid()],
    ['From €4 a month', paid({ from: from({ several: true }) })],
    ['€9.50 once', paid({ from: from({ amount: { amountMinor: 950, currency: 'eur' }, interval: null }) })],
    ['¥900 once', paid({ from: from({ amount: { amountMinor: 900, currency: 'jpy' }, interval: null }) })],
    ['€4 a year for each seat, 14 days free', paid({ from: from({ interval: 'year', perSeat: true }), trialDays: 14 })],
    ['€4 for every 1,000 calls', paid({ from: from({ interval: null, meter: { of: 'calls', units: 1000 } }) })],
    ['€4 a month plus tax, 14 days free', paid({ from: from({ tax: 'exclusive' }), trialDays: 14 })],
    ['€4 a month for each seat incl. tax', paid({ from: from({ perSeat: true, tax: 'inclusive' }) })],
    ['Free, or from €4 a month, 1 day free', paid({ model: 'freemium', from: from({ several: true }), trialDays: 1 })],
  ])('is told in a line: %s', (text, pricing) => {
    expect(pricingText(pricing)).toBe(text)
  })

  it('is written as the reader writes amounts', () => {
    const nine = paid({ from: from({ amount: { amountMinor: 950, currency: 'usd' }, interval: null }) })
    expect(pricingText(nine, 'en-US')).toBe('$9.50 once')
    expect(pricingText(nine, 'en-GB')).toBe('US$9.50 once')
  })
})

it('names a single unit of what is metered', () => {
  const fuel = { interval: null, perSeat: false, meter: { of: 'fuel', units: 1 }, tax: 'none' } as const
  expect(pricedBy(fuel)).toBe('for every unit of fuel')
})
