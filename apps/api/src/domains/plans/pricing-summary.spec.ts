import { describe, expect, it } from 'vitest'
import { type PricedPlan, pricingOf } from './pricing-summary.ts'

const eur = (amountMinor: number, interval: 'month' | 'year' | null = null) =>
  ({ amount: { amountMinor, currency: 'eur' }, interval, tax: 'none' }) as const
const plan = (facts: Partial<PricedPlan> = {}): PricedPlan => ({
  state: 'offered',
  costs: 'something',
  trialDays: 0,
  perSeat: false,
  meter: null,
  prices: [eur(900, 'month')],
  ...facts,
})
const free = plan({ costs: 'nothing', prices: [] })
const archived = (one: PricedPlan): PricedPlan => ({ ...one, state: 'archived' })

describe('the model', () => {
  it.each([
    ['free', 'without plans', []],
    ['free', 'with a free plan alone', [free]],
    ['freemium', 'with a free plan and others', [free, plan()]],
    ['paid', 'with paid plans alone', [plan()]],
    ['paid', 'when the free plan is archived', [archived(free), plan()]],
    ['free', 'when the paid plan is archived and a free one is there', [archived(plan()), free]],
    ['unavailable', 'when all that cost something is archived', [archived(plan())]],
    ['unavailable', 'when everything is archived', [archived(plan()), archived(free)]],
    ['free', 'when a free plan was archived and nothing ever cost anything', [archived(free)]],
  ] as const)('is %s %s', (model, _, plans) => {
    expect(pricingOf(plans).model).toBe(model)
  })
})

describe('the lowest price', () => {
  it('is null when there is none', () => {
    expect(pricingOf([free, archived(plan())]).from).toBeNull()
  })

  it('counts a year by the month', () => {
    const plans = [plan({ prices: [eur(1_000, 'month'), eur(9_600, 'year')] }), plan({ prices: [eur(900, 'month')] })]
    expect(pricingOf(plans).from).toMatchObject({ amount: { amountMinor: 9_600 }, interval: 'year' })
  })

  it('stays in one currency, that of the first price', () => {
    const yen = { amount: { amountMinor: 1, currency: 'jpy' }, interval: 'month', tax: 'none' } as const
    expect(pricingOf([plan({ prices: [eur(900, 'month'), yen] })]).from?.amount.currency).toBe('eur')
  })

  it('says whether it is the only one in its currency', () => {
    expect(pricingOf([free, plan()]).from?.several).toBe(false)
    expect(pricingOf([plan({ prices: [eur(1_000, 'month'), eur(9_600, 'year')] })]).from?.several).toBe(true)
  })

  it('says what it is for', () => {
    const meter = { of: 'calls', units: 100 } as const
    expect(pricingOf([plan({ perSeat: true })]).from?.perSeat).toBe(true)
    expect(pricingOf([plan({ meter, prices: [eur(5)] })]).from?.meter).toEqual(meter)
  })
})

it('tells of the longest trial on offer', () => {
  expect(
    pricingOf([plan({ trialDays: 7 }), archived(plan({ trialDays: 30 })), plan({ trialDays: 14 })]).trialDays,
  ).toBe(14)
})
