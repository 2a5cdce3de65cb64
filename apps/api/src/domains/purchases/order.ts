import { type createPurchaseSchema, formatMoney } from '@grantry/contract'
import type { z } from 'zod'
import { toMoney } from '../../kernel/money.ts'
import type { PricedRow } from '../plans/index.ts'
import { purchasesErrors } from './purchases.errors.ts'

/** What is bought, once it fits the plan. */
export interface Order {
  quantity: number
  capMinor: bigint | null
}

/** Holds what somebody wants against what the plan asks for. @throws DomainError naming what does not fit */
export function orderOf(input: z.infer<typeof createPurchaseSchema>, price: PricedRow, seatsNeeded: number): Order {
  const { perSeat, usageUnit } = price.plan
  if (!perSeat && input.seats !== undefined) throw purchasesErrors.seatsNotForPlan()
  if (usageUnit === null && input.capMinor !== undefined) throw purchasesErrors.capNotForPlan()
  return {
    quantity: perSeat ? (input.seats ?? Math.max(1, seatsNeeded)) : 1,
    capMinor: usageUnit === null ? null : requireCap(input.capMinor, price),
  }
}

/** A cap that pays for one block at least. */
export function requireCap(
  capMinor: number | undefined,
  { unitAmountMinor, currency }: Pick<PricedRow, 'unitAmountMinor' | 'currency'>,
): bigint {
  if (capMinor === undefined) throw purchasesErrors.capNeeded()
  if (BigInt(capMinor) < unitAmountMinor)
    throw purchasesErrors.capTooLow(formatMoney(toMoney(unitAmountMinor, currency)))
  return BigInt(capMinor)
}
