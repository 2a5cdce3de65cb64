import {
  type Charge,
  currencySchema,
  type Dispute,
  type DisputeDetail,
  type DisputeFile,
  type EarningLine,
  type EarningsBalance,
  type EarningsDay,
  type ConnectedAccount,
  extensionIdSchema,
  type Payout,
  type PayoutAccount,
  publisherSlugSchema,
  type Reconciliation,
  type Refund,
  type ShareRule,
  workspaceIdSchema,
} from '@grantry/contract'
import { toMoney } from '../../kernel/money.ts'
import { heldShare, keptShare } from './charge-shares.ts'
import type { ChargeView } from './charges.repository.ts'
import type { AnswerRow } from './dispute-answers.repository.ts'
import { isInquiry } from './dispute-state.ts'
import type { DisputeView } from './disputes.repository.ts'
import type { BalanceSums, DayRow } from './earnings.repository.ts'
import type { PayoutAccountRow } from './payout-accounts.repository.ts'
import type { CoveredLine, PayoutRow } from './payouts.repository.ts'
import type { ReconciliationRow } from './reconciliations.repository.ts'
import type { RefundView } from './refunds.repository.ts'

export const toBalance = ({ currency, ...sums }: BalanceSums): EarningsBalance => ({
  currency: currencySchema.parse(currency),
  pending: toMoney(sums.pending, currency),
  available: toMoney(sums.available, currency),
  disputed: toMoney(sums.disputed, currency),
  onTheWay: toMoney(sums.onTheWay, currency),
  paidOut: toMoney(sums.paidOut, currency),
})

export const toDay = ({ day, currency, sales, gross, earned, takenBack }: DayRow): EarningsDay => ({
  day,
  currency: currencySchema.parse(currency),
  sales,
  gross: toMoney(gross, currency),
  earned: toMoney(earned, currency),
  takenBack: toMoney(takenBack, currency),
})

export function toPayoutAccount(row: PayoutAccountRow | null): PayoutAccount {
  if (row?.providerAccountId == null) return { state: 'none', country: null, currency: null, requirements: [] }
  return {
    state: stateOfAccount(row),
    country: row.country,
    currency: currencySchema.safeParse(row.currency).data ?? null,
    requirements: row.requirements,
  }
}

function stateOfAccount(row: PayoutAccountRow): PayoutAccount['state'] {
  if (!row.detailsSubmitted) return 'incomplete'
  return row.payoutsEnabled && row.transfersActive ? 'ready' : 'restricted'
}

export const toConnectedAccount = (row: PayoutAccountRow & { publisher: { slug: string } }): ConnectedAccount => ({
  ...toPayoutAccount(row),
  publisher: publisherSlugSchema.parse(row.publisher.slug),
  providerId: row.providerAccountId,
  updatedAt: row.updatedAt.toISOString(),
})

export function toCharge(row: ChargeView): Charge {
  const money = (amountMinor: bigint) => toMoney(amountMinor, row.currency)
  // Not counted by the charge yet.
  const decided = row.refunds.filter(({ state }) => state === 'decided')
  const decidedMinor = decided.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
  const left = row.grossMinor - row.refundedMinor - row.lostMinor - decidedMinor
  const isRefundable = row.disputedMinor === 0n && left > 0n
  return {
    id: row.id,
    providerId: row.providerChargeId,
    publisher: publisherSlugSchema.parse(row.publisher.slug),
    publisherName: row.publisher.name,
    extension: extensionIdSchema.parse(row.extensionId),
    extensionName: row.extension.name,
    workspaceId: workspaceIdSchema.parse(row.workspaceId),
    gross: money(row.grossMinor),
    tax: money(row.taxMinor),
    publisherShare: money(row.publisherMinor),
    platformShare: money(row.platformMinor),
    publisherBasisPoints: row.shareRule.publisherBasisPoints ?? 0,
    refunded: money(row.refundedMinor),
    refunding: money(decidedMinor),
    refusedRefund: toRefusedRefund(row),
    disputed: money(row.disputedMinor + row.lostMinor),
    refundable: money(isRefundable ? left : 0n),
    passedOn: money(row.transferredMinor),
    chargedAt: row.capturedAt.toISOString(),
    maturesAt: row.maturesAt.toISOString(),
  }
}

function toRefusedRefund({ refunds, currency }: ChargeView): Charge['refusedRefund'] {
  const [newest] = refunds
  if (newest?.state !== 'refused') return null
  const { amountMinor, reason, failure } = newest
  return { amount: toMoney(amountMinor, currency), reason, failure }
}

/** How far the publisher's share is on its way back. */
export type ShareReturn = Refund['share']

export const toRefund = (row: RefundView, currency: string, share: ShareReturn): Refund => ({
  id: row.id,
  amount: toMoney(row.amountMinor, currency),
  state: row.state,
  reason: row.reason,
  failure: row.failure,
  share,
  by: row.requestedBy?.name ?? null,
  createdAt: row.createdAt.toISOString(),
})

/** What the provider calls a dispute that wants an answer. */
const WANTS_ANSWER = new Set(['needs_response', 'warning_needs_response'])

export const isAnswerable = ({ state, providerStatus, answer }: DisputeView): boolean =>
  state === 'open' && WANTS_ANSWER.has(providerStatus) && answer?.submittedAt == null

/** What the publisher has less because of it: for now while it is open, for good when it was lost. */
function shareOfDispute({ state, providerStatus, amountMinor, charge }: DisputeView): bigint {
  if (state === 'won' || isInquiry(providerStatus)) return 0n
  if (state === 'open') return heldShare(charge)
  return keptShare({ ...charge, lostMinor: charge.lostMinor - amountMinor }) - keptShare(charge)
}

export const toDispute = (row: DisputeView): Dispute => ({
  id: row.id,
  chargeId: row.chargeId,
  extension: extensionIdSchema.parse(row.charge.extensionId),
  publisher: publisherSlugSchema.parse(row.charge.publisher.slug),
  amount: toMoney(row.amountMinor, row.charge.currency),
  publisherShare: toMoney(shareOfDispute(row), row.charge.currency),
  fee: toMoney(row.feeMinor, row.charge.currency),
  state: row.state,
  inquiry: isInquiry(row.providerStatus),
  providerStatus: row.providerStatus,
  reason: row.reason,
  answerable: isAnswerable(row),
  answeredAt: row.answer?.submittedAt?.toISOString() ?? null,
  respondBy: row.respondBy?.toISOString() ?? null,
  openedAt: row.openedAt.toISOString(),
  closedAt: row.closedAt?.toISOString() ?? null,
})

export const toDisputeDetail = (
  row: DisputeView,
  { texts, files, savedAt, submittedBy }: AnswerRow,
): DisputeDetail => ({
  ...toDispute(row),
  chargedAt: row.charge.capturedAt.toISOString(),
  charged: toMoney(row.charge.grossMinor, row.charge.currency),
  answer: {
    texts,
    files: Object.entries(files).map(([file, { name, sizeBytes }]) => ({ file: file as DisputeFile, name, sizeBytes })),
    savedAt: savedAt?.toISOString() ?? null,
    submittedBy: submittedBy?.name ?? null,
  },
})

export const toPayout = (row: PayoutRow): Payout => ({
  id: row.id,
  amount: toMoney(row.amountMinor, row.currency),
  state: row.state,
  failure: row.failure,
  arrivesAt: row.arrivesAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
})

/** `refund:<id>` is a refund. */
export const causeOf = (cause: string): EarningLine['cause'] =>
  cause.startsWith('refund:') ? 'refund' : cause.startsWith('dispute:') ? 'dispute' : 'charge'

export const toEarningLine = (line: CoveredLine): EarningLine => ({
  chargeId: line.chargeId,
  extension: extensionIdSchema.parse(line.extensionId),
  cause: causeOf(line.cause),
  amount: toMoney(line.amountMinor, line.currency),
  at: line.at.toISOString(),
})

interface ShareRuleView {
  version: number
  publisherBasisPoints: number | null
  effectiveFrom: Date
  reason: string
}

export const toShareRule = (row: ShareRuleView, slug: string | null): ShareRule => ({
  version: row.version,
  publisher: slug === null ? null : publisherSlugSchema.parse(slug),
  publisherBasisPoints: row.publisherBasisPoints,
  effectiveFrom: row.effectiveFrom.toISOString(),
  reason: row.reason,
})

export const toReconciliation = (row: ReconciliationRow): Reconciliation => ({
  id: row.id,
  state: row.state,
  compared: row.compared,
  findings: row.findings.map(({ kind, subject, currency, ledgerMinor, providerMinor, detail }) => ({
    kind,
    subject,
    ledger: ledgerMinor === null || currency === null ? null : toMoney(ledgerMinor, currency),
    provider: providerMinor === null || currency === null ? null : toMoney(providerMinor, currency),
    detail,
  })),
  failure: row.failure,
  startedAt: row.startedAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
})
