import { z } from 'zod'
import { extensionIdSchema, versionSchema } from '../ids.ts'
import { problemSchema } from '../problem.ts'
import {
  inspectionSchema,
  publishedSchema,
  publisherVersionSchema,
  versionDetailSchema,
  versionStateSchema,
} from './catalog.ts'
import { versionComparisonSchema } from './review.ts'

/** What becomes of an upload: it waits for a review at once, or is kept as a draft until somebody submits it. */
export const publishQuerySchema = z.object({ as: z.enum(['submitted', 'draft']).default('submitted') })
export type PublishAs = z.output<typeof publishQuerySchema>['as']

export const PUBLISH_STAGES = ['received', 'unpacked', 'manifest', 'inspected', 'compiled'] as const

/** How far an upload has come: one line each of an answer of `application/x-ndjson`, in this order. */
export const publishStageSchema = z
  .discriminatedUnion('stage', [
    z.object({ stage: z.literal('received'), uploadBytes: z.int() }),
    z.object({ stage: z.literal('unpacked'), files: z.int(), unpackedBytes: z.int() }),
    z.object({ stage: z.literal('manifest'), extension: extensionIdSchema, name: z.string(), version: versionSchema }),
    z.object({ stage: z.literal('inspected'), inspection: inspectionSchema }),
    z.object({ stage: z.literal('compiled') }),
  ])
  .meta({ id: 'PublishStage' })
export type PublishStage = z.infer<typeof publishStageSchema>

/** A line of that answer: a stage, and at last either what was published or why nothing was. */
export const publishLineSchema = z.union([
  publishStageSchema,
  z.object({ published: publishedSchema }),
  z.object({ problem: problemSchema }),
])
export type PublishLine = z.infer<typeof publishLineSchema>

/** A version as its publisher sees it, in full, beside an earlier one: by default the one uploaded before it. */
export const publisherVersionDetailSchema = publisherVersionSchema
  .extend(versionComparisonSchema.shape)
  .extend({
    detail: versionDetailSchema,
    earlier: z.array(z.object({ version: versionSchema, status: versionStateSchema })).describe('Newest first'),
  })
  .meta({ id: 'PublisherVersionDetail' })
export type PublisherVersionDetail = z.infer<typeof publisherVersionDetailSchema>

/** How the installs of a publisher's extensions fare: counts, and nothing of what people do with them. */
export const fleetSchema = z
  .object({
    days: z.int().describe('What calls and faults are counted over, up to today'),
    extensions: z.array(
      z.object({
        extension: extensionIdSchema,
        name: z.string(),
        installs: z.int().describe('Now'),
        daily: z.array(z.object({ day: z.iso.date(), installs: z.int() })).describe('At the end of each day'),
        versions: z
          .array(
            z.object({
              version: versionSchema,
              status: versionStateSchema,
              installs: z.int(),
              calls: z.int(),
              failed: z.int(),
              faults: z.array(z.object({ code: z.string(), count: z.int() })).describe('Most frequent first'),
            }),
          )
          .describe('Newest first; what an install did counts for the version it has now'),
      }),
    ),
  })
  .meta({ id: 'Fleet' })
export type Fleet = z.infer<typeof fleetSchema>
