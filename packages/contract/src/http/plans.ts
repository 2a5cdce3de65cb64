import { z } from 'zod'
import { extensionIdSchema, planIdSchema, priceIdSchema } from '../ids.ts'
import { currencySchema, moneySchema } from './money.ts'
import { instantSchema } from './paging.ts'
import { taxTermsSchema } from './taxes.ts'

/** The bounds of plans. Amounts are those Stripe accepts in every currency. */
export const PLAN_LIMITS = {
  /** Of an extension that are not archived. */
  plansPerExtension: 10,
  /** On offer in one plan: each interval in each currency once. */
  pricesPerPlan: 24,
  trialDays: 365,
  /** Minor units of one price. */
  amountMinor: 99_999_999,
  seats: 10_000,
  /** Calls, or units of fuel, that one metered amount pays for. */
  meterUnits: 1_000_000_000,
} as const

export const PLAN_KINDS = ['free', 'one_time', 'subscription', 'metered'] as const
export const planKindSchema = z.enum(PLAN_KINDS)
export type PlanKind = z.infer<typeof planKindSchema>

export const intervalSchema = z.enum(['month', 'year'])
export type BillingInterval = z.infer<typeof intervalSchema>

/** What is counted when a plan is paid by use. */
export const meterSchema = z
  .object({
    of: z.enum(['calls', 'fuel']).describe('calls: operations and runs of jobs; fuel: what they burn'),
    units: z
      .int()
      .min(1)
      .max(PLAN_LIMITS.meterUnits)
      .describe('How many of them one amount pays for; each started block counts'),
  })
  .meta({ id: 'Meter' })
export type Meter = z.infer<typeof meterSchema>

const planName = z
  .string()
  .trim()
  .min(1, 'Please give the plan a name')
  .max(60)
  .regex(/^[^\p{C}]*$/u, 'A name has no control or invisible characters')
const planDescription = z
  .string()
  .trim()
  .max(500)
  .regex(/^[^\p{C}]*$/u, 'A description is one line of plain text')

const amountMinor = z
  .int()
  .min(1, 'A price is at least 1; for nothing there is the free plan')
  .max(PLAN_LIMITS.amountMinor, `A price is at most ${PLAN_LIMITS.amountMinor} minor units`)

/** `interval` belongs to subscriptions, and only to them. */
export const newPriceSchema = z
  .strictObject({ amountMinor, currency: currencySchema, interval: intervalSchema.optional() })
  .meta({ id: 'NewPrice' })
export type NewPrice = z.input<typeof newPriceSchema>

const heading = { name: planName, description: planDescription.default('') }
const plainPrices = priceList(z.strictObject({ amountMinor, currency: currencySchema }))
const recurringPrices = priceList(z.strictObject({ amountMinor, currency: currencySchema, interval: intervalSchema }))

function priceList<T extends z.ZodType<{ currency: string; interval?: string }>>(price: T) {
  return z
    .array(price)
    .min(1, 'A plan that costs something needs a price')
    .max(PLAN_LIMITS.pricesPerPlan)
    .refine(
      (prices) => new Set(prices.map(({ currency, interval }) => `${currency} ${interval}`)).size === prices.length,
      'Each currency is named once, for each interval',
    )
}

export const createPlanSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('free'), ...heading }),
    z.strictObject({ kind: z.literal('one_time'), ...heading, prices: plainPrices }),
    z.strictObject({
      kind: z.literal('subscription'),
      ...heading,
      perSeat: z.boolean().default(false).describe('The amount is for each seat'),
      trialDays: z.int().min(0).max(PLAN_LIMITS.trialDays).default(0),
      prices: recurringPrices,
    }),
    z.strictObject({
      kind: z.literal('metered'),
      ...heading,
      meter: meterSchema,
      prices: plainPrices.describe('Billed at the end of each month'),
    }),
  ])
  .meta({ id: 'CreatePlan' })
export type CreatePlan = z.input<typeof createPlanSchema>

/** Archived: no longer on offer. Who has bought it keeps it. */
export const updatePlanSchema = z
  .strictObject({
    name: planName.optional(),
    description: planDescription.optional(),
    state: z.enum(['offered', 'archived']).optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'Nothing is to be changed')
  .meta({ id: 'UpdatePlan' })
export type UpdatePlan = z.input<typeof updatePlanSchema>

/** Never changed but for its state: who has bought at a price keeps it. */
export const priceSchema = z
  .object({
    id: priceIdSchema,
    amount: moneySchema.describe('For the workspace, for each seat, or for each started block of a meter'),
    interval: intervalSchema.nullable().describe('null: paid once. Metered plans are billed by the month'),
    tax: taxTermsSchema,
    state: z.enum(['offered', 'retired']),
    createdAt: instantSchema,
  })
  .meta({ id: 'Price' })
export type Price = z.infer<typeof priceSchema>

export const planSchema = z
  .object({
    id: planIdSchema,
    extension: extensionIdSchema,
    name: z.string(),
    description: z.string(),
    kind: planKindSchema,
    perSeat: z.boolean(),
    trialDays: z.int(),
    meter: meterSchema.nullable(),
    state: z.enum(['offered', 'archived']),
    prices: z.array(priceSchema).describe('Those on offer first; a publisher sees the retired ones too'),
    createdAt: instantSchema,
  })
  .meta({ id: 'Plan' })
export type Plan = z.infer<typeof planSchema>
/** All plans, in the order they were made: there are never many. */
export const planListSchema = z.object({ items: z.array(planSchema), nextCursor: z.null() }).meta({ id: 'PlanList' })

/**
 * What the store shows of an extension's plans. `free`: it has none, or a free one alone. `freemium`: a free one and
 * others. `unavailable`: none of its plans is on offer any more; who has bought one keeps it.
 */
export const pricingSummarySchema = z
  .object({
    model: z.enum(['free', 'freemium', 'paid', 'unavailable']),
    from: z
      .object({
        amount: moneySchema,
        interval: intervalSchema.nullable(),
        perSeat: z.boolean(),
        meter: meterSchema.nullable(),
        tax: taxTermsSchema.default('none'),
        several: z.boolean().default(true).describe('Whether there are other prices as well'),
      })
      .nullable()
      .describe('The lowest price of what is not free; null when everything is'),
    trialDays: z.int().describe('The longest trial; 0 for none'),
  })
  .meta({ id: 'PricingSummary' })
export type PricingSummary = z.infer<typeof pricingSummarySchema>
