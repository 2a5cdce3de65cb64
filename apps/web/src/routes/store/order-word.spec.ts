import type { PricingSummary } from '@grantry/contract'
import { expect, it } from 'vitest'
import { orderWord } from './order-word.ts'

const priced = (interval: 'month' | null, trialDays = 0): PricingSummary => ({
  model: 'paid',
  from: {
    amount: { amountMinor: 900, currency: 'usd' },
    interval,
    perSeat: false,
    meter: null,
    tax: 'none',
    several: false,
  },
  trialDays,
})

it.each([
  ['Buy', 'is paid once', priced(null)],
  ['Subscribe', 'is paid by the month', priced('month')],
  ['Begin a trial', 'can be tried first', priced('month', 14)],
])('says "%s" for what %s', (word, _, pricing) => {
  expect(orderWord(pricing)).toBe(word)
})
