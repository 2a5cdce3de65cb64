import { z } from 'zod'
import {
  extensionIdSchema,
  planIdSchema,
  priceIdSchema,
  purchaseIdSchema,
  userIdSchema,
  workspaceIdSchema,
} from '../ids.ts'
import { moneySchema } from './money.ts'
import { instantSchema, pageOf, pageQuerySchema } from './paging.ts'
import { taxTermsSchema } from './taxes.ts'
import { meterSchema, PLAN_LIMITS, planKindSchema, priceSchema } from './plans.ts'

/** Why an extension may be used. */
export const OPEN_REASONS = ['free', 'purchased', 'trialing', 'subscribed', 'ending', 'grace'] as const
/** Why it may not: the codes of a 402 problem. */
export const CLOSED_REASONS = [
  'payment_required',
  'payment_pending',
  'subscription_past_due',
  'subscription_ended',
  'purchase_refunded',
  'payment_disputed',
  'seats_exceeded',
  'usage_cap_reached',
] as const
export type OpenReason = (typeof OPEN_REASONS)[number]
export type ClosedReason = (typeof CLOSED_REASONS)[number]

/** Whether a workspace may use an extension, as of now. `seats_exceeded` is said to the one who has no seat. */
export const entitlementSchema = z
  .object({
    extension: extensionIdSchema,
    state: z.enum(['open', 'closed']),
    reason: z.enum([...OPEN_REASONS, ...CLOSED_REASONS]),
    message: z.string().describe('The reason in a sentence, with what to do about it'),
    until: instantSchema.nullable().describe('When it changes if nothing happens; null: it does not'),
    plan: z.object({ id: planIdSchema, name: z.string() }).nullable(),
    purchaseId: purchaseIdSchema.nullable(),
    wayOut: z.string().nullable().describe('Path in the web store where the reason can be resolved; null when open'),
  })
  .meta({ id: 'Entitlement' })
export type Entitlement = z.infer<typeof entitlementSchema>
/** Of everything that the workspace has installed or bought. */
export const entitlementListSchema = z
  .object({ items: z.array(entitlementSchema), nextCursor: z.null() })
  .meta({ id: 'EntitlementList' })

/** Members of a 402 problem beside the usual ones: where to pay, for programs that lead people there. */
export const paymentProblemSchema = z.object({
  code: z.enum(CLOSED_REASONS),
  extension: extensionIdSchema,
  workspaceId: workspaceIdSchema,
  wayOut: z.string().describe('Path in the web store'),
})
export type PaymentProblem = z.infer<typeof paymentProblemSchema>

/**
 * `pending → trialing | active → ending → ended`, `active ⇄ past_due → ended`. `pending` is a checkout that nobody has
 * completed; it becomes `abandoned` when its page expires. A full refund ends everything as `refunded`, a lost dispute as
 * `disputed`.
 */
export const PURCHASE_STATES = [
  'pending',
  'abandoned',
  'trialing',
  'active',
  'ending',
  'past_due',
  'ended',
  'refunded',
  'disputed',
] as const
export const purchaseStateSchema = z.enum(PURCHASE_STATES)
export type PurchaseState = z.infer<typeof purchaseStateSchema>

const seats = z
  .int()
  .min(1)
  .max(PLAN_LIMITS.seats)
  .describe('Members who may use it; owners, admins and members take one each, viewers none')
const capMinor = z
  .int()
  .min(1)
  .max(PLAN_LIMITS.amountMinor)
  .describe('The most that use may cost in a month, in minor units; calls that would go beyond are refused')

/** Begins a checkout. What the plan does not ask for is refused. */
export const createPurchaseSchema = z
  .strictObject({
    price: priceIdSchema,
    seats: seats.optional().describe('For plans per seat. Default: as many as the workspace needs now'),
    capMinor: capMinor.optional().describe('Needed for metered plans'),
  })
  .meta({ id: 'CreatePurchase' })
export type CreatePurchase = z.input<typeof createPurchaseSchema>

export const updatePurchaseSchema = z
  .strictObject({
    price: priceIdSchema.optional().describe('Another price of the extension: another plan, or another interval'),
    seats: seats.optional(),
    capMinor: capMinor.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'Nothing is to be changed')
  .meta({ id: 'UpdatePurchase' })
export type UpdatePurchase = z.input<typeof updatePurchaseSchema>

/** Asks what a change of a subscription would cost. */
export const previewPurchaseSchema = z
  .strictObject({ price: priceIdSchema.optional(), seats: seats.optional() })
  .refine((change) => Object.keys(change).length > 0, 'Nothing is to be changed')
  .meta({ id: 'PreviewPurchase' })
export type PreviewPurchase = z.input<typeof previewPurchaseSchema>

/** What a change would cost, as the payment provider reckons it now. Seconds later it may be a little less. */
export const purchasePreviewSchema = z
  .object({
    dueNow: moneySchema.describe('Charged at once, with its tax'),
    tax: moneySchema.describe('Of the lines together, less than nothing when it comes back; in `dueNow` and `credit`'),
    credit: moneySchema.describe('Kept for the next invoices, when what was paid is more than what it becomes'),
    lines: z.array(z.object({ text: z.string(), amount: moneySchema })).describe('In the payment provider’s words'),
    renewsAt: instantSchema,
    renewal: moneySchema.describe(
      'What each period costs from then on, before credit; with its tax when that is in the price',
    ),
    renewalTax: taxTermsSchema,
  })
  .meta({ id: 'PurchasePreview' })
export type PurchasePreview = z.infer<typeof purchasePreviewSchema>

/** A payment for a purchase, with what came back of it. */
export const paymentSchema = z
  .object({
    at: instantSchema,
    amount: moneySchema,
    tax: moneySchema.describe('What of the amount is tax'),
    refunded: moneySchema,
    dispute: z.enum(['open', 'won', 'lost']).nullable().describe('As the seller fares'),
  })
  .meta({ id: 'Payment' })
export type Payment = z.infer<typeof paymentSchema>

export const purchaseSummarySchema = z
  .object({
    id: purchaseIdSchema,
    workspaceId: workspaceIdSchema,
    extension: extensionIdSchema,
    extensionName: z.string(),
    plan: z.object({ id: planIdSchema, name: z.string(), kind: planKindSchema, perSeat: z.boolean() }),
    price: priceSchema,
    state: purchaseStateSchema,
    seats: z.object({ bought: z.int(), needed: z.int() }).nullable().describe('null when the plan is not per seat'),
    cap: moneySchema.nullable().describe('null when the plan is not metered'),
    buyer: z.object({ userId: userIdSchema, name: z.string() }),
    checkoutUrl: z.string().nullable().describe('Where to pay, while it is pending'),
    trialEndsAt: instantSchema.nullable(),
    periodEndsAt: instantSchema.nullable().describe('When it renews, or ends when it is ending'),
    graceEndsAt: instantSchema.nullable().describe('When it closes, while a payment is due'),
    createdAt: instantSchema,
  })
  .meta({ id: 'PurchaseSummary' })
export type PurchaseSummary = z.infer<typeof purchaseSummarySchema>
export const purchasePageSchema = pageOf(purchaseSummarySchema, 'PurchasePage')
export const purchaseQuerySchema = pageQuerySchema.extend({ extension: extensionIdSchema.optional() })
export type PurchaseQuery = z.input<typeof purchaseQuerySchema>

export const purchaseSchema = purchaseSummarySchema
  .extend({ payments: z.array(paymentSchema).describe('Newest first') })
  .meta({ id: 'Purchase' })
export type Purchase = z.infer<typeof purchaseSchema>

/** What a metered purchase has used in the present period. */
export const purchaseUsageSchema = z
  .object({
    meter: meterSchema,
    from: instantSchema,
    to: instantSchema,
    used: z.string().describe('Calls, or units of fuel; a whole number in text: it can exceed 2^53'),
    blocks: z.int().describe('Started blocks: what is paid for'),
    cost: moneySchema,
    cap: moneySchema,
    left: z.string().describe('What the cap still pays for, in calls or units of fuel'),
  })
  .meta({ id: 'PurchaseUsage' })
export type PurchaseUsage = z.infer<typeof purchaseUsageSchema>

export const INVOICE_STATES = ['draft', 'open', 'paid', 'void', 'uncollectible'] as const
export const invoiceSchema = z
  .object({
    id: z.string().describe('The payment provider’s'),
    number: z.string().nullable(),
    purchaseId: purchaseIdSchema.nullable(),
    extension: extensionIdSchema.nullable(),
    state: z.enum(INVOICE_STATES),
    total: moneySchema,
    tax: moneySchema.describe('What of the total is tax'),
    paid: moneySchema,
    url: z.string().nullable().describe('The page of the invoice, at the payment provider'),
    createdAt: instantSchema,
  })
  .meta({ id: 'Invoice' })
export type Invoice = z.infer<typeof invoiceSchema>
export const invoicePageSchema = pageOf(invoiceSchema, 'InvoicePage')

/** Where the workspace's cards and subscriptions are managed, for a short time. */
export const portalSchema = z.object({ url: z.string() }).meta({ id: 'Portal' })
export type Portal = z.infer<typeof portalSchema>
