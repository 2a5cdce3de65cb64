import { z } from 'zod'
import { extensionIdSchema, versionSchema } from '../ids.ts'
import { instantSchema, pageOf, pageQuerySchema } from './paging.ts'

/** Several lines of plain text. */
const prose = (min: number, max: number) =>
  z
    .string()
    .trim()
    .min(min)
    .max(max)
    .regex(/^(?:[^\p{C}]|\n|\u200d)*$/u, 'Plain text, without control or invisible characters')

export const starsSchema = z.int().min(1).max(5)

export const rateSchema = z
  .strictObject({ stars: starsSchema, text: prose(0, 2_000).default('').describe('Plain text') })
  .meta({ id: 'Rate' })
export type Rate = z.input<typeof rateSchema>

export const ratingReplySchema = z.strictObject({ text: prose(1, 2_000) }).meta({ id: 'RatingReply' })
export const ratingReasonSchema = z.strictObject({ reason: prose(3, 300) }).meta({ id: 'RatingReason' })
export type RatingReason = z.input<typeof ratingReasonSchema>

/** `reported`: shown, with reports that nobody has decided about. */
export const RATING_STANDINGS = ['shown', 'reported', 'hidden'] as const
export type RatingStanding = (typeof RATING_STANDINGS)[number]
const seen = z
  .enum(RATING_STANDINGS)
  .optional()
  .describe('How it stood for who decides: refused when another admin has decided about it since')

export const hideRatingSchema = z.strictObject({ reason: prose(3, 300), seen }).meta({ id: 'HideRating' })
export const showRatingSchema = z
  .strictObject({ reason: prose(3, 300).optional().describe('Its author reads it when it was hidden'), seen })
  .prefault({})
  .meta({ id: 'ShowRating' })

export const ratingSchema = z
  .object({
    id: z.uuid(),
    extension: extensionIdSchema,
    author: z.string().nullable().describe('Name of the person; null when the account is closed'),
    stars: starsSchema,
    text: z.string(),
    version: versionSchema.describe('What the author had installed'),
    createdAt: instantSchema,
    editedAt: instantSchema.nullable(),
    reply: z.object({ text: z.string(), at: instantSchema }).nullable().describe('Of the publisher'),
    hidden: z.object({ at: instantSchema, reason: z.string() }).nullable().describe('Seen by its author and by admins'),
  })
  .meta({ id: 'Rating' })
export type Rating = z.infer<typeof ratingSchema>

export const RATING_SORTS = ['newest', 'highest', 'lowest'] as const
export const ratingQuerySchema = pageQuerySchema.extend({
  sort: z.enum(RATING_SORTS).default('newest'),
  stars: z.coerce.number().int().min(1).max(5).optional().describe('Only those with so many'),
  version: versionSchema.optional().describe('Only of those who had this version when they wrote'),
  replies: z.enum(['missing']).optional().describe('Only those without a reply'),
})
export type RatingQuery = Partial<z.output<typeof ratingQuerySchema>>

/** One page of what people say, and what they all say together. */
export const ratingPageSchema = z
  .object({
    ...pageOf(ratingSchema, 'RatingList').shape,
    summary: z.object({
      average: z.number().min(1).max(5).nullable(),
      count: z.int(),
      histogram: z.array(z.int()).length(5).describe('How many gave one star, two, up to five'),
    }),
  })
  .meta({ id: 'RatingPage' })
export type RatingPage = z.infer<typeof ratingPageSchema>

/** What the person who asks has said, and whether they may say something. */
export const ownRatingSchema = z
  .object({
    rating: ratingSchema.nullable(),
    mayRate: z.boolean(),
    why: z.string().nullable().describe('Why not, in a sentence'),
  })
  .meta({ id: 'OwnRating' })
export type OwnRating = z.infer<typeof ownRatingSchema>

export const publisherRatingQuerySchema = ratingQuerySchema.extend({
  extension: extensionIdSchema.optional().describe('Only of this extension'),
})

/** What people say of a publisher's extensions, and how much of it there is. */
export const publisherRatingPageSchema = z
  .object({
    ...pageOf(ratingSchema, 'RatingList').shape,
    extensions: z
      .array(
        z.object({
          extension: extensionIdSchema,
          name: z.string(),
          ratings: z.int(),
          unanswered: z.int().describe('Those without a reply'),
          versions: z.array(versionSchema).describe('Which are rated, newest first'),
        }),
      )
      .describe('Those with ratings, whatever the query asks for'),
  })
  .meta({ id: 'PublisherRatingPage' })
export type PublisherRatingPage = z.infer<typeof publisherRatingPageSchema>

/** `open`: somebody complains, and no admin has decided. `hidden`: what admins have hidden. */
export const REPORTED_STATES = ['open', 'hidden'] as const
export const reportedRatingQuerySchema = pageQuerySchema.extend({ state: z.enum(REPORTED_STATES).default('open') })
export type ReportedRatingQuery = Partial<z.output<typeof reportedRatingQuerySchema>>

/** A rating that people complained about, for admins. */
export const reportedRatingSchema = z
  .object({
    rating: ratingSchema,
    extensionName: z.string(),
    reports: z
      .array(z.object({ reason: z.string(), at: instantSchema, settledAt: instantSchema.nullable() }))
      .describe('One a person, newest first; of an open one those that wait'),
  })
  .meta({ id: 'ReportedRating' })
export type ReportedRating = z.infer<typeof reportedRatingSchema>
export const reportedRatingPageSchema = pageOf(reportedRatingSchema, 'ReportedRatingPage')
