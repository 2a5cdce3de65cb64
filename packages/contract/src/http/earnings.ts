import { z } from 'zod'
import { extensionIdSchema, publisherSlugSchema, workspaceIdSchema } from '../ids.ts'
import { disputeSchema } from './disputes.ts'
import { currencySchema, moneySchema } from './money.ts'
import { instantSchema, pageOf, pageQuerySchema } from './paging.ts'

/** 100 % in the units in which shares are set: 1/100 %. */
export const WHOLE_BASIS_POINTS = 10_000
const basisPoints = z.int().min(0).max(WHOLE_BASIS_POINTS)
const reason = (what: string) =>
  z
    .string()
    .trim()
    .min(3, `Say ${what} in a few words`)
    .max(500)
    .regex(/^[^\p{Cc}]*$/u, 'A reason is one line of plain text')

/** What a publisher has in one currency. Currencies are never set off against each other. */
export const earningsBalanceSchema = z
  .object({
    currency: currencySchema,
    pending: moneySchema.describe('Earned, and still within the days for which it is held'),
    available: moneySchema.describe('Can be paid out; negative: owed, and set off against what is earned next'),
    disputed: moneySchema.describe('Held until card holders’ banks have decided'),
    onTheWay: moneySchema.describe('Being paid out'),
    paidOut: moneySchema,
  })
  .meta({ id: 'EarningsBalance' })
export type EarningsBalance = z.infer<typeof earningsBalanceSchema>

/**
 * `none → incomplete → ready`; `restricted`: the payment provider wants to know more before it pays out. Until `ready`
 * everything that is earned is kept.
 */
export const PAYOUT_ACCOUNT_STATES = ['none', 'incomplete', 'restricted', 'ready'] as const
export const payoutAccountSchema = z
  .object({
    state: z.enum(PAYOUT_ACCOUNT_STATES),
    country: z.string().nullable().describe('ISO 3166-1 alpha-2'),
    currency: currencySchema.nullable().catch(null).describe('In which the bank account is'),
    requirements: z.array(z.string()).describe('What the payment provider still wants to know, in its words'),
  })
  .meta({ id: 'PayoutAccount' })
export type PayoutAccount = z.infer<typeof payoutAccountSchema>

export const earningsSchema = z
  .object({
    balances: z.array(earningsBalanceSchema).describe('One for each currency in which anything was earned'),
    account: payoutAccountSchema,
    share: z.object({ publisherBasisPoints: basisPoints.describe('Of new charges, without tax; 7000 is 70 %') }),
    payouts: z.object({ holdDays: z.int(), threshold: z.int().describe('Minor units, in each currency') }),
  })
  .meta({ id: 'Earnings' })
export type Earnings = z.infer<typeof earningsSchema>

const daySchema = z.iso.date().describe('In UTC')
export const earningsDaysQuerySchema = z.object({
  from: daySchema.optional().describe('Default: 30 days before `to`'),
  to: daySchema.optional().describe('Included. Default: today'),
  extension: extensionIdSchema.optional(),
})
export type EarningsDaysQuery = z.input<typeof earningsDaysQuerySchema>
export const earningsDaySchema = z
  .object({
    day: daySchema,
    currency: currencySchema,
    sales: z.int(),
    gross: moneySchema.describe('What buyers paid, tax included'),
    earned: moneySchema.describe('The publisher’s share of it'),
    takenBack: moneySchema.describe('Of the publisher’s share, by refunds and disputes; negative when more came back'),
  })
  .meta({ id: 'EarningsDay' })
export type EarningsDay = z.infer<typeof earningsDaySchema>
/** Days on which something happened, oldest first. */
export const earningsDayListSchema = z
  .object({ items: z.array(earningsDaySchema), nextCursor: z.null() })
  .meta({ id: 'EarningsDayList' })

/** `decided → pending → succeeded`; it can come back as `failed`, or be `refused` at once. */
export const REFUND_STATES = ['decided', 'pending', 'succeeded', 'failed', 'refused'] as const
export const refundSchema = z
  .object({
    id: z.uuid(),
    amount: moneySchema,
    state: z.enum(REFUND_STATES),
    reason: z.string(),
    failure: z.string().nullable(),
    share: z
      .enum(['none', 'waiting', 'returned', 'failed'])
      .describe('Whether the publisher’s share came back from the publisher’s account; a failed return is tried again'),
    by: z.string().nullable().describe('Who asked for it; null: it was made at the payment provider'),
    createdAt: instantSchema,
  })
  .meta({ id: 'Refund' })
export type Refund = z.infer<typeof refundSchema>

/** What a card was charged for an extension, and how it is shared. */
export const chargeSchema = z
  .object({
    id: z.uuid(),
    providerId: z.string(),
    publisher: publisherSlugSchema,
    publisherName: z.string(),
    extension: extensionIdSchema,
    extensionName: z.string(),
    workspaceId: workspaceIdSchema,
    gross: moneySchema,
    tax: moneySchema,
    publisherShare: moneySchema.describe('As it was made; see `refunded` and `disputed` for what was taken back since'),
    platformShare: moneySchema,
    publisherBasisPoints: basisPoints.describe('The rule that it was made under, and stays under'),
    refunded: moneySchema,
    refunding: moneySchema.describe('Decided to be given back, and not with the payment provider yet'),
    refusedRefund: z
      .object({ amount: moneySchema, reason: z.string(), failure: z.string().nullable() })
      .nullable()
      .describe('The latest refund, when the payment provider refused it; asked for again it is another one'),
    disputed: moneySchema.describe('Undecided or lost'),
    refundable: moneySchema,
    passedOn: moneySchema.describe('Of the publisher’s share, to the publisher’s account at the payment provider'),
    chargedAt: instantSchema,
    maturesAt: instantSchema.describe('When the share can be paid out'),
  })
  .meta({ id: 'Charge' })
export type Charge = z.infer<typeof chargeSchema>
export const chargePageSchema = pageOf(chargeSchema, 'ChargePage')
export const chargeQuerySchema = pageQuerySchema.extend({ extension: extensionIdSchema.optional() })
export type ChargeQuery = z.input<typeof chargeQuerySchema>
export const adminChargeQuerySchema = chargeQuerySchema.extend({ publisher: publisherSlugSchema.optional() })
export type AdminChargeQuery = z.input<typeof adminChargeQuerySchema>
export const chargeDetailSchema = chargeSchema
  .extend({ refunds: z.array(refundSchema).describe('Newest first'), disputes: z.array(disputeSchema) })
  .meta({ id: 'ChargeDetail' })
export type ChargeDetail = z.infer<typeof chargeDetailSchema>

export const createRefundSchema = z
  .strictObject({
    amountMinor: z.int().min(1).optional().describe('Default: everything that is left of the charge'),
    reason: reason('why it is refunded'),
    refundableMinor: z
      .int()
      .optional()
      .describe(
        'What could be given back when it was decided: refused when that has changed, as by the same request, the answer of which was lost',
      ),
  })
  .meta({ id: 'CreateRefund' })
export type CreateRefund = z.input<typeof createRefundSchema>

/** `decided → sent → paid`; it can come back as `failed`, and is earned again then. */
export const PAYOUT_STATES = ['decided', 'sent', 'paid', 'failed', 'refused'] as const
export const payoutSchema = z
  .object({
    id: z.uuid(),
    amount: moneySchema,
    state: z.enum(PAYOUT_STATES),
    failure: z.string().nullable(),
    arrivesAt: instantSchema.nullable(),
    createdAt: instantSchema,
  })
  .meta({ id: 'Payout' })
export type Payout = z.infer<typeof payoutSchema>
export const payoutPageSchema = pageOf(payoutSchema, 'PayoutPage')
export const earningLineSchema = z
  .object({
    chargeId: z.uuid(),
    extension: extensionIdSchema,
    cause: z.enum(['charge', 'refund', 'dispute']),
    amount: moneySchema.describe('Negative when it takes something away'),
    at: instantSchema,
  })
  .meta({ id: 'EarningLine' })
export type EarningLine = z.infer<typeof earningLineSchema>
export const payoutDetailSchema = payoutSchema
  .extend({ lines: z.array(earningLineSchema).describe('What it covers: together exactly its amount') })
  .meta({ id: 'PayoutDetail' })
export type PayoutDetail = z.infer<typeof payoutDetailSchema>
/** Payouts that were begun; none when nothing is due. */
export const payoutListSchema = z
  .object({ items: z.array(payoutSchema), nextCursor: z.null() })
  .meta({ id: 'PayoutList' })

export const statementMonthSchema = z
  .string()
  .regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'A month looks like 2026-11')
  .brand<'StatementMonth'>()

/** A path of the web store to come back to from a page of the payment provider. */
export const returnToSchema = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])[^\s\\]*$/, 'A path of this store, such as /studio')
  .default('/studio')
export const beginOnboardingSchema = z.strictObject({ returnTo: returnToSchema }).meta({ id: 'BeginOnboarding' })
export type BeginOnboarding = z.input<typeof beginOnboardingSchema>
/** A page of the payment provider, for a short time. */
export const providerPageSchema = z.object({ url: z.string() }).meta({ id: 'ProviderPage' })
export type ProviderPage = z.infer<typeof providerPageSchema>

/** How a charge is shared. `publisher` null: the rule for all who have none of their own. */
export const shareRuleSchema = z
  .object({
    version: z.int(),
    publisher: publisherSlugSchema.nullable(),
    publisherBasisPoints: basisPoints.nullable().describe('null: the publisher went back to the rule for all'),
    effectiveFrom: instantSchema,
    reason: z.string(),
  })
  .meta({ id: 'ShareRule' })
export type ShareRule = z.infer<typeof shareRuleSchema>
export const shareRulesSchema = z
  .object({
    current: z.array(shareRuleSchema).describe('In force now, the one for all first'),
    history: z.array(shareRuleSchema).describe('Newest first'),
    nextCursor: z.string().nullable().describe('Of the history'),
  })
  .meta({ id: 'ShareRules' })
export type ShareRules = z.infer<typeof shareRulesSchema>
export const setShareRuleSchema = z
  .strictObject({
    publisher: publisherSlugSchema.nullable().default(null),
    publisherBasisPoints: basisPoints.nullable().describe('null sends a publisher back to the rule for all'),
    reason: reason('why the rule changes'),
  })
  .refine((rule) => rule.publisher !== null || rule.publisherBasisPoints !== null, {
    path: ['publisherBasisPoints'],
    message: 'The rule for all needs a share',
  })
  .meta({ id: 'SetShareRule' })
export type SetShareRule = z.input<typeof setShareRuleSchema>

export const connectedAccountSchema = payoutAccountSchema
  .extend({ publisher: publisherSlugSchema, providerId: z.string().nullable(), updatedAt: instantSchema })
  .meta({ id: 'ConnectedAccount' })
export type ConnectedAccount = z.infer<typeof connectedAccountSchema>
export const connectedAccountPageSchema = pageOf(connectedAccountSchema, 'ConnectedAccountPage')

export const ledgerBalanceSchema = z
  .object({
    account: z.string(),
    publisherName: z.string().nullable().describe('Whose account it is; null: the platform’s'),
    balance: moneySchema.describe('Debits are positive, credits negative'),
  })
  .meta({ id: 'LedgerBalance' })
export type LedgerBalance = z.infer<typeof ledgerBalanceSchema>
/** All accounts; in each currency they add up to zero. */
export const ledgerBalanceListSchema = z
  .object({ items: z.array(ledgerBalanceSchema), nextCursor: z.null() })
  .meta({ id: 'LedgerBalanceList' })
export const ledgerPeriodSchema = z.object({
  from: daySchema.optional().describe('Default: the beginning'),
  to: daySchema.optional().describe('Included. Default: today'),
})
export type LedgerPeriod = z.input<typeof ledgerPeriodSchema>

export const RECONCILIATION_STATES = ['running', 'clean', 'drift', 'failed'] as const
export const reconciliationFindingSchema = z.object({
  kind: z.string(),
  subject: z.string(),
  ledger: moneySchema.nullable(),
  provider: moneySchema.nullable(),
  detail: z.string(),
})
export const reconciliationSchema = z
  .object({
    id: z.uuid(),
    state: z.enum(RECONCILIATION_STATES),
    compared: z.int().describe('Figures that were compared'),
    findings: z.array(reconciliationFindingSchema),
    failure: z.string().nullable(),
    startedAt: instantSchema,
    endedAt: instantSchema.nullable(),
  })
  .meta({ id: 'Reconciliation' })
export type Reconciliation = z.infer<typeof reconciliationSchema>
export const reconciliationPageSchema = pageOf(reconciliationSchema, 'ReconciliationPage')

/** A call of the payment provider that came to nothing, and a return of a share that is tried again. */
export const billingTroubleSchema = z
  .object({
    id: z.uuid(),
    kind: z.string().describe('What was asked of the payment provider, such as transfer.reverse'),
    subject: z.string(),
    state: z.enum(['retrying', 'refused', 'unresolved']),
    retryable: z.boolean().describe('Whether an admin can have it tried again'),
    attempts: z.int(),
    code: z.string().nullable(),
    message: z.string().nullable(),
    since: instantSchema,
  })
  .meta({ id: 'BillingTrouble' })
export type BillingTrouble = z.infer<typeof billingTroubleSchema>
export const billingTroublePageSchema = pageOf(billingTroubleSchema, 'BillingTroublePage')
