import { expect, it } from 'vitest'
import { parseAmountOf, parsePrice, priceText } from './money-text.ts'

it.each([
  ['9 EUR/month', { amountMinor: 900, currency: 'eur', interval: 'month' }],
  ['90.5eur/year', { amountMinor: 9_050, currency: 'eur', interval: 'year' }],
  ['49.99 USD', { amountMinor: 4_999, currency: 'usd' }],
  ['500 JPY', { amountMinor: 500, currency: 'jpy' }],
])('reads %s to the last minor unit', (text, price) => {
  expect(parsePrice(text)).toEqual(price)
})

it.each(['9', 'EUR 9', '9 XAU', '9.999 EUR', '0.5 JPY', '-1 EUR', '9 EUR/week', '1e3 EUR'])(
  'does not take %s for a price',
  (text) => {
    expect(() => parsePrice(text)).toThrow()
  },
)

it('reads an amount that a floating point number would spoil', () => {
  expect(parseAmountOf('1.15', 'eur')).toBe(115)
  expect(parseAmountOf('4.35', 'eur')).toBe(435)
})

it('says what a price is for', () => {
  const amount = { amountMinor: 900, currency: 'eur' } as const
  const monthly = { amount, interval: 'month', tax: 'exclusive' } as const
  expect(priceText(monthly, { perSeat: true, meter: null })).toBe('€9.00 a month for each seat plus tax')
  const byUse = { amount, interval: null, tax: 'none' } as const
  expect(priceText(byUse, { perSeat: false, meter: { of: 'calls', units: 1_000 } })).toBe('€9.00 for 1,000 calls')
})
