import { z } from 'zod'
import { DISPUTE_FILES, DISPUTE_TEXTS } from '../dispute-words.ts'
import { extensionIdSchema, publisherSlugSchema } from '../ids.ts'
import { moneySchema } from './money.ts'
import { instantSchema, pageOf, pageQuerySchema } from './paging.ts'

export const DISPUTE_STATES = ['open', 'won', 'lost'] as const
export const disputeSchema = z
  .object({
    id: z.uuid(),
    chargeId: z.uuid(),
    extension: extensionIdSchema,
    publisher: publisherSlugSchema,
    amount: moneySchema,
    publisherShare: moneySchema.describe('Held of the publisher’s earnings while it is open; taken when it was lost'),
    fee: moneySchema.describe('What the payment provider takes for it; the platform bears it'),
    state: z.enum(DISPUTE_STATES),
    inquiry: z.boolean().describe('The bank only asks, and has taken nothing'),
    providerStatus: z.string(),
    reason: z.string(),
    answerable: z.boolean().describe('Whether the bank still takes an answer, and none was submitted'),
    answeredAt: instantSchema.nullable().describe('When an answer was submitted'),
    respondBy: instantSchema.nullable(),
    openedAt: instantSchema,
    closedAt: instantSchema.nullable(),
  })
  .meta({ id: 'Dispute' })
export type Dispute = z.infer<typeof disputeSchema>
export const disputePageSchema = pageOf(disputeSchema, 'DisputePage')
export const disputeQuerySchema = pageQuerySchema.extend({ state: z.enum(DISPUTE_STATES).optional() })
export type DisputeQuery = z.input<typeof disputeQuerySchema>

const keysOf = <K extends string>(of: Readonly<Record<K, string>>) => Object.keys(of) as [K, ...K[]]
export const disputeFileSchema = z.enum(keysOf(DISPUTE_FILES))

/** The limits that the payment provider sets for an answer. */
export const DISPUTE_LIMITS = {
  textCharacters: 20_000,
  /** All documents together. */
  filesBytes: 4_500_000,
} as const

const texts = z.partialRecord(z.enum(keysOf(DISPUTE_TEXTS)), z.string().trim().max(DISPUTE_LIMITS.textCharacters))

const seen = instantSchema
  .nullable()
  .optional()
  .describe('`savedAt` of the draft that this is about: one that was changed since is left as it is')

/** Replaces the texts of the draft. An empty text is one that is not there. */
export const saveDisputeAnswerSchema = z.strictObject({ texts, seen }).meta({ id: 'SaveDisputeAnswer' })
export type SaveDisputeAnswer = z.input<typeof saveDisputeAnswerSchema>

export const submitDisputeAnswerSchema = z.strictObject({ seen }).prefault({}).meta({ id: 'SubmitDisputeAnswer' })
export type SubmitDisputeAnswer = z.infer<typeof submitDisputeAnswerSchema>

export const disputeUploadQuerySchema = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .regex(/^[^\p{Cc}/\\]*$/u, 'A file name has no slashes')
    .describe('Such as receipt.pdf'),
})

/** What is told to the bank: a draft until it is submitted, which can be done once. */
export const disputeAnswerSchema = z.object({
  texts,
  files: z.array(z.object({ file: disputeFileSchema, name: z.string(), sizeBytes: z.int() })),
  savedAt: instantSchema.nullable().describe('When the draft was changed last'),
  submittedBy: z.string().nullable(),
})
export type DisputeAnswer = z.infer<typeof disputeAnswerSchema>
export const disputeDetailSchema = disputeSchema
  .extend({ chargedAt: instantSchema, charged: moneySchema, answer: disputeAnswerSchema })
  .meta({ id: 'DisputeDetail' })
export type DisputeDetail = z.infer<typeof disputeDetailSchema>
