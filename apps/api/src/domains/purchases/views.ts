import {
  extensionIdSchema,
  type Invoice,
  INVOICE_STATES,
  type Payment,
  planIdSchema,
  purchaseIdSchema,
  type PurchaseState,
  type PurchaseSummary,
  userIdSchema,
  workspaceIdSchema,
} from '@grantry/contract'
import { z } from 'zod'
import { toMoney } from '../../kernel/money.ts'
import { kindOf, toPrice } from '../plans/index.ts'
import { paymentStandingOf } from './entitlement.ts'
import type { KnownPurchase } from './entitlements.repository.ts'
import type { InvoiceRow } from './invoices.repository.ts'
import type { ChargeView } from './payments.repository.ts'
import type { PurchaseRow } from './purchases.repository.ts'

interface Circumstances {
  facts: KnownPurchase | null
  seatsNeeded: number
  now: Date
  graceMs: number
}

/** In words for people, the state that the facts come to. */
export function stateOf(row: Pick<PurchaseRow, 'state'>, { facts, now, graceMs }: Circumstances): PurchaseState {
  if (facts === null) return row.state === 'expired' ? 'abandoned' : 'pending'
  const { reason } = paymentStandingOf(facts, { now, graceMs })
  return STATES[reason]
}

type Reason = ReturnType<typeof paymentStandingOf>['reason']
const STATES: Record<Reason, PurchaseState> = {
  free: 'active',
  purchased: 'active',
  subscribed: 'active',
  trialing: 'trialing',
  ending: 'ending',
  grace: 'past_due',
  payment_pending: 'pending',
  payment_required: 'abandoned',
  subscription_past_due: 'past_due',
  subscription_ended: 'ended',
  purchase_refunded: 'refunded',
  payment_disputed: 'disputed',
  seats_exceeded: 'active',
  usage_cap_reached: 'active',
}

export function toPurchaseSummary(row: PurchaseRow, circumstances: Circumstances): PurchaseSummary {
  const { plan, price, extension, buyer, subscription } = row
  const state = stateOf(row, circumstances)
  const bought = subscription?.quantity ?? row.quantity
  return {
    id: purchaseIdSchema.parse(row.id),
    workspaceId: workspaceIdSchema.parse(row.workspaceId),
    extension: extensionIdSchema.parse(row.extensionId),
    extensionName: extension.name || extension.id,
    plan: { id: planIdSchema.parse(plan.id), name: plan.name, kind: kindOf(plan), perSeat: plan.perSeat },
    price: toPrice(price, row.tax),
    state,
    seats: plan.perSeat ? { bought, needed: circumstances.seatsNeeded } : null,
    cap: row.capMinor === null ? null : toMoney(row.capMinor, price.currency),
    buyer: { userId: userIdSchema.parse(buyer.id), name: buyer.name },
    checkoutUrl: state === 'pending' ? row.checkoutUrl : null,
    trialEndsAt: subscription?.trialEndsAt?.toISOString() ?? null,
    periodEndsAt: subscription?.currentPeriodEnd.toISOString() ?? null,
    graceEndsAt: state === 'past_due' ? graceEndOf(circumstances) : null,
    createdAt: row.createdAt.toISOString(),
  }
}

function graceEndOf({ facts, now, graceMs }: Circumstances): string | null {
  return facts === null ? null : (paymentStandingOf(facts, { now, graceMs }).until?.toISOString() ?? null)
}

export const toPayment = (charge: ChargeView): Payment => ({
  at: charge.capturedAt.toISOString(),
  amount: toMoney(charge.grossMinor, charge.currency),
  tax: toMoney(charge.taxMinor, charge.currency),
  refunded: toMoney(charge.refundedMinor, charge.currency),
  dispute: charge.dispute,
})

export const toInvoice = (row: InvoiceRow): Invoice => ({
  id: row.providerInvoiceId,
  number: row.number,
  purchaseId: row.purchaseId === null ? null : purchaseIdSchema.parse(row.purchaseId),
  extension: row.purchase === null ? null : extensionIdSchema.parse(row.purchase.extensionId),
  state: z.enum(INVOICE_STATES).parse(row.status),
  total: toMoney(row.totalMinor, row.currency),
  tax: toMoney(row.taxMinor, row.currency),
  paid: toMoney(row.paidMinor, row.currency),
  url: row.hostedUrl,
  createdAt: row.issuedAt.toISOString(),
})
