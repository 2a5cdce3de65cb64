import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CLOSED_REASONS,
  createPurchaseSchema,
  entitlementSchema,
  OPEN_REASONS,
  purchaseUsageSchema,
  updatePurchaseSchema,
} from './billing.ts'
import { CURRENCIES, formatMoney, moneySchema, type Currency } from './money.ts'
import { createPlanSchema, newPriceSchema, updatePlanSchema } from './plans.ts'

const names = Object.keys(CURRENCIES) as Currency[]
const price = '0192f2a4-6b1c-7000-8000-000000000001'

describe('money', () => {
  it('is whole minor units of a currency that prices may be in', () => {
    expect(moneySchema.parse({ amountMinor: 1999, currency: 'eur' })).toEqual({ amountMinor: 1999, currency: 'eur' })
    for (const wrong of [
      { amountMinor: 19.99, currency: 'eur' },
      { amountMinor: 1999, currency: 'EUR' },
      { amountMinor: 1999, currency: 'xau' },
      { amountMinor: 2 ** 53, currency: 'eur' },
    ])
      expect(moneySchema.safeParse(wrong).success).toBe(false)
  })

  it.each([
    [{ amountMinor: 1999, currency: 'usd' }, '$19.99'],
    [{ amountMinor: 1999, currency: 'jpy' }, '¥1,999'],
    [{ amountMinor: -5, currency: 'eur' }, '-€0.05'],
  ] as const)('is written as people write it', (money, text) => {
    expect(formatMoney(money)).toBe(text)
  })

  it('is written without losing a minor unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), fc.constantFrom(...names), (amountMinor, currency) => {
        const digits = formatMoney({ amountMinor, currency }).replaceAll(/\D/g, '')
        expect(Number(digits)).toBe(amountMinor)
      }),
    )
  })
})

describe('a plan', () => {
  const name = 'Team'
  const once = { amountMinor: 4900, currency: 'eur' }
  const monthly = { ...once, interval: 'month' }

  it('is free, paid once, a subscription or metered', () => {
    for (const plan of [
      { kind: 'free', name },
      { kind: 'one_time', name, prices: [once] },
      { kind: 'subscription', name, perSeat: true, trialDays: 14, prices: [monthly, { ...once, interval: 'year' }] },
      { kind: 'metered', name, meter: { of: 'fuel', units: 1_000_000 }, prices: [once] },
    ])
      expect(createPlanSchema.safeParse(plan).success).toBe(true)
  })

  it.each([
    ['a price for nothing', { kind: 'free', name, prices: [once] }],
    ['no price', { kind: 'one_time', name, prices: [] }],
    ['an amount of nothing', { kind: 'one_time', name, prices: [{ ...once, amountMinor: 0 }] }],
    ['half a cent', { kind: 'one_time', name, prices: [{ ...once, amountMinor: 0.5 }] }],
    ['an interval for what is paid once', { kind: 'one_time', name, prices: [monthly] }],
    ['a subscription without an interval', { kind: 'subscription', name, prices: [once] }],
    ['two monthly prices in one currency', { kind: 'subscription', name, prices: [monthly, monthly] }],
    ['two prices in one currency', { kind: 'one_time', name, prices: [once, once] }],
    ['a trial of what is paid once', { kind: 'one_time', name, trialDays: 14, prices: [once] }],
    ['a trial of more than a year', { kind: 'subscription', name, trialDays: 366, prices: [monthly] }],
    ['nothing to meter', { kind: 'metered', name, prices: [once] }],
    ['a name with a line break', { kind: 'free', name: 'a\nb' }],
  ])('is refused with %s', (_, plan) => {
    expect(createPlanSchema.safeParse(plan).success).toBe(false)
  })

  it('has no price that was changed: there is a new one', () => {
    expect(newPriceSchema.parse(monthly)).toEqual(monthly)
    expect(updatePlanSchema.safeParse({ prices: [monthly] }).success).toBe(false)
    expect(updatePlanSchema.safeParse({}).success).toBe(false)
  })
})

describe('a purchase', () => {
  it('names a price, and seats and a cap when the plan asks for them', () => {
    expect(createPurchaseSchema.parse({ price })).toEqual({ price })
    expect(createPurchaseSchema.parse({ price, seats: 3, capMinor: 5_000 })).toMatchObject({
      seats: 3,
      capMinor: 5_000,
    })
  })

  it.each([{ seats: 0 }, { seats: 1.5 }, { seats: 10_001 }, { capMinor: 0 }, { capMinor: -1 }, { amountMinor: 1 }])(
    'is refused with %o',
    (fields) => {
      expect(createPurchaseSchema.safeParse({ price, ...fields }).success).toBe(false)
    },
  )

  it('is changed in something', () => {
    expect(updatePurchaseSchema.safeParse({}).success).toBe(false)
  })

  it('counts use beyond what a number holds', () => {
    const usage = {
      meter: { of: 'fuel', units: 1_000_000 },
      from: '2026-11-01T00:00:00.000Z',
      to: '2026-12-01T00:00:00.000Z',
      used: '9007199254740993',
      blocks: 9_007_199_255,
      cost: { amountMinor: 9_007_199_255, currency: 'eur' },
      cap: { amountMinor: 5_000, currency: 'eur' },
      left: '0',
    }
    expect(purchaseUsageSchema.parse(usage).used).toBe('9007199254740993')
  })
})

it('says of every reason whether it opens or closes', () => {
  const open: readonly string[] = OPEN_REASONS
  expect(CLOSED_REASONS.filter((reason) => open.includes(reason))).toEqual([])
  expect(entitlementSchema.shape.reason.options).toEqual([...OPEN_REASONS, ...CLOSED_REASONS])
})
