import { z } from 'zod'
import { digestSchema, extensionIdSchema, publisherSlugSchema, reviewIdSchema, versionSchema } from '../ids.ts'
import { permissionViewSchema, riskSchema, versionDetailSchema, versionStateSchema } from './catalog.ts'
import { instantSchema, pageOf, pageQuerySchema } from './paging.ts'

export const reviewQuerySchema = pageQuerySchema.extend({ status: versionStateSchema.optional() })
export type ReviewQuery = z.input<typeof reviewQuerySchema>

export const reviewSummarySchema = z
  .object({
    id: reviewIdSchema,
    extension: extensionIdSchema,
    name: z.string(),
    version: versionSchema,
    publisher: z.object({ slug: publisherSlugSchema, name: z.string() }),
    status: versionStateSchema,
    risk: riskSchema,
    iconUrl: z.string().nullable(),
    position: z.int().nullable().describe('Place in the queue, from 1; null when decided'),
    submittedAt: instantSchema,
    ageSeconds: z.int(),
    decidedAt: instantSchema.nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'ReviewSummary' })
export type ReviewSummary = z.infer<typeof reviewSummarySchema>
export const reviewPageSchema = pageOf(reviewSummarySchema, 'ReviewPage')

/** How a requested permission compares with the last approved version. */
export const permissionChangeSchema = z
  .object({
    change: z.enum(['added', 'removed', 'widened', 'narrowed', 'changed', 'unchanged']),
    permission: permissionViewSchema,
    before: permissionViewSchema.nullable(),
  })
  .meta({ id: 'PermissionChange' })
export type PermissionChange = z.infer<typeof permissionChangeSchema>

const addedAndRemoved = z.object({ added: z.array(z.string()), removed: z.array(z.string()) })

/** A version compared with an earlier one of its extension. */
export const versionComparisonSchema = z.object({
  comparedWith: versionSchema.nullable().describe('By default the last approved version; null: there is none'),
  permissionChanges: z.array(permissionChangeSchema),
  importChanges: addedAndRemoved,
  fileChanges: addedAndRemoved.extend({ changed: z.array(z.string()) }),
})
export type VersionComparison = z.infer<typeof versionComparisonSchema>

/** What a comparison is made against. */
export const comparisonQuerySchema = z.object({
  against: versionSchema.optional().describe('Another version of the extension; default: the last approved one'),
})
export type ComparisonQuery = z.infer<typeof comparisonQuerySchema>

export const reviewDetailSchema = reviewSummarySchema
  .extend(versionComparisonSchema.shape)
  .extend({
    submittedBy: z.object({ name: z.string(), email: z.string() }),
    detail: versionDetailSchema,
    earlier: z
      .array(z.object({ id: reviewIdSchema, version: versionSchema, status: versionStateSchema }))
      .describe('Uploaded before it, newest first: what it can be compared with'),
    reach: z
      .object({ installs: z.int(), workspaces: z.int() })
      .describe('Where it is installed now: what a take-down stops'),
  })
  .meta({ id: 'ReviewDetail' })
export type ReviewDetail = z.infer<typeof reviewDetailSchema>

const sideSchema = z.object({ digest: digestSchema, sizeBytes: z.int() }).nullable()

/** A run of lines around a change, with a few unchanged ones before and after. */
export const diffHunkSchema = z.object({
  beforeLine: z.int().describe('Number of the first line, from 1'),
  afterLine: z.int(),
  lines: z.array(z.object({ change: z.enum(['same', 'added', 'removed']), text: z.string() })),
})
export type DiffHunk = z.infer<typeof diffHunkSchema>

/** One file of an archive compared with the same path of another version. */
export const fileComparisonSchema = z
  .object({
    path: z.string(),
    comparedWith: versionSchema.nullable(),
    kind: z.enum(['text', 'module', 'binary']),
    before: sideSchema,
    after: sideSchema,
    hunks: z
      .array(diffHunkSchema)
      .nullable()
      .describe('Null: no text, or too long or too different to be compared by line'),
    importChanges: addedAndRemoved.nullable().describe('Of the module that is the entry; null for any other file'),
    exportChanges: addedAndRemoved.nullable(),
  })
  .meta({ id: 'FileComparison' })
export type FileComparison = z.infer<typeof fileComparisonSchema>

/** What was done to a version, by whom. */
export const reviewTrailEntrySchema = z.object({
  at: instantSchema,
  action: z.string().describe('For example `version.submitted`, `review.rejected`'),
  by: z.object({ name: z.string(), email: z.string() }).nullable().describe('Null: the server itself'),
  reason: z.string().nullable(),
})
export type ReviewTrailEntry = z.infer<typeof reviewTrailEntrySchema>

/** What the desk knows of a version and of who made it: the audited deeds, oldest first, and the publisher's record. */
export const reviewHistorySchema = z
  .object({
    trail: z.array(reviewTrailEntrySchema),
    publisher: z.object({
      slug: publisherSlugSchema,
      name: z.string(),
      verified: z.boolean(),
      createdAt: instantSchema,
      extensions: z.int(),
      installs: z.int().describe('Of all its extensions, now'),
      versions: z.record(versionStateSchema, z.int()).describe('How many are in each state'),
      recent: z.array(reviewSummarySchema).describe('Its newest versions but this one, at most 10'),
    }),
  })
  .meta({ id: 'ReviewHistory' })
export type ReviewHistory = z.infer<typeof reviewHistorySchema>

/** Words for a refusal that can be used again. */
export const reviewReasonSchema = z.object({
  title: z.string().nullable().describe('Of a prepared one; null for what an admin wrote'),
  text: z.string(),
  uses: z.int().describe('Decisions with exactly these words'),
})
export type ReviewReason = z.infer<typeof reviewReasonSchema>
export const reviewReasonsSchema = z.object({ items: z.array(reviewReasonSchema) }).meta({ id: 'ReviewReasons' })

/** Several lines at will, but nothing that a database cannot keep. */
const words = z
  .string()
  .trim()
  .max(2_000)
  .refine((text) => text.isWellFormed() && !text.includes('\u0000'), 'Text without zero characters')

export const approveSchema = z.strictObject({ reason: words.optional() }).prefault({}).meta({ id: 'Approve' })
export const rejectSchema = z
  .strictObject({ reason: words.min(3, 'Please give a reason that helps the publisher') })
  .meta({ id: 'Reject' })
export type Reject = z.input<typeof rejectSchema>
