import {
  extensionIdSchema,
  type Meter,
  type Plan,
  planIdSchema,
  type PlanKind,
  type Price,
  priceIdSchema,
  type TaxTerms,
} from '@grantry/contract'
import { toMoney } from '../../kernel/money.ts'
import type { PlanRow } from './plans.repository.ts'
import type { PricedPlan } from './pricing-summary.ts'

type PriceRow = PlanRow['prices'][number]
type PlanCore = Pick<PlanRow, 'kind' | 'usageUnit'>

export const toPrice = (row: PriceRow, tax: TaxTerms): Price => ({
  id: priceIdSchema.parse(row.id),
  amount: toMoney(row.unitAmountMinor, row.currency),
  interval: row.interval,
  tax,
  state: row.active ? 'offered' : 'retired',
  createdAt: row.createdAt.toISOString(),
})

/** Metered plans are kept as subscriptions with something to count. */
export const kindOf = ({ kind, usageUnit }: PlanCore): PlanKind => (usageUnit === null ? kind : 'metered')

/** All prices of a plan are for the same number of units. */
export const meterOf = ({ usageUnit, prices }: Pick<PlanRow, 'usageUnit' | 'prices'>): Meter | null =>
  usageUnit === null ? null : { of: usageUnit, units: Number(prices[0]?.perUnits ?? 1n) }

/** `everything`: with the prices that are no longer on offer. */
export function toPlan(row: PlanRow, { prices, tax }: { prices: 'on offer' | 'everything'; tax: TaxTerms }): Plan {
  return {
    id: planIdSchema.parse(row.id),
    extension: extensionIdSchema.parse(row.extensionId),
    name: row.name,
    description: row.description,
    kind: kindOf(row),
    perSeat: row.perSeat,
    trialDays: row.trialDays,
    meter: meterOf(row),
    state: row.state === 'active' ? 'offered' : 'archived',
    prices: row.prices.filter(({ active }) => active || prices === 'everything').map((price) => toPrice(price, tax)),
    createdAt: row.createdAt.toISOString(),
  }
}

export const toPricedPlan = (row: PlanRow, tax: TaxTerms): PricedPlan => ({
  state: row.state === 'active' ? 'offered' : 'archived',
  costs: row.kind === 'free' ? 'nothing' : 'something',
  trialDays: row.trialDays,
  perSeat: row.perSeat,
  meter: meterOf(row),
  prices: row.prices.filter(({ active }) => active).map((price) => toPrice(price, tax)),
})
