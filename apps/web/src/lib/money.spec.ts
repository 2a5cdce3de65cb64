import { describe, expect, it } from 'vitest'
import { amountText, formatMoney, parseAmount, priceText } from './money.ts'

describe('an amount', () => {
  it('is written with the digits of its currency', () => {
    expect(formatMoney({ amountMinor: 1999, currency: 'usd' })).toBe('$19.99')
    expect(formatMoney({ amountMinor: 1999, currency: 'jpy' })).toBe('¥1,999')
    expect(formatMoney({ amountMinor: -5, currency: 'eur' })).toBe('-€0.05')
  })

  it.each([
    ['19.99', 'usd', 1999],
    ['19,9', 'eur', 1990],
    [' 7 ', 'usd', 700],
    ['0.01', 'usd', 1],
    ['1999', 'jpy', 1999],
    ['19.999', 'usd', null],
    ['1.5', 'jpy', null],
    ['-1', 'usd', null],
    ['1e3', 'usd', null],
    ['', 'usd', null],
    ['five', 'usd', null],
  ] as const)('%j in %s is %s', (text, currency, amountMinor) => {
    expect(parseAmount(text, currency)).toBe(amountMinor)
  })

  it('comes back from the text in its field', () => {
    for (const money of [
      { amountMinor: 1, currency: 'usd' },
      { amountMinor: 99_999_999, currency: 'eur' },
      { amountMinor: 500, currency: 'jpy' },
    ] as const)
      expect(parseAmount(amountText(money), money.currency)).toBe(money.amountMinor)
  })
})

it('says what a price is for', () => {
  const price = { amount: { amountMinor: 500, currency: 'usd' }, interval: 'month', tax: 'none' } as const
  expect(priceText(price, { perSeat: true, meter: null })).toBe('$5.00 a month for each seat')
  const taxed = { ...price, tax: 'inclusive' } as const
  expect(priceText(taxed, { perSeat: false, meter: null })).toBe('$5.00 a month incl. tax')
})
