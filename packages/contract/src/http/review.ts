import { z } from 'zod'
import { extensionIdSchema, publisherSlugSchema, reviewIdSchema, versionSchema } from '../ids.ts'
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

export const reviewDetailSchema = reviewSummarySchema
  .extend({
    submittedBy: z.object({ name: z.string(), email: z.string() }),
    detail: versionDetailSchema,
    comparedWith: versionSchema.nullable().describe('The last approved version, if there is one'),
    permissionChanges: z.array(permissionChangeSchema),
    importChanges: z.object({ added: z.array(z.string()), removed: z.array(z.string()) }),
    fileChanges: z.object({ added: z.array(z.string()), removed: z.array(z.string()), changed: z.array(z.string()) }),
  })
  .meta({ id: 'ReviewDetail' })
export type ReviewDetail = z.infer<typeof reviewDetailSchema>

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
