import { z } from 'zod'
import { extensionIdSchema, installIdSchema } from '../ids.ts'
import { instantSchema } from './paging.ts'

export const USAGE_SPANS = ['hour', 'day', 'week'] as const
export const usageSpanSchema = z.enum(USAGE_SPANS)
export type UsageSpan = z.infer<typeof usageSpanSchema>
export const usageHistoryQuerySchema = z.object({ span: usageSpanSchema.default('day') })
export type UsageHistoryQuery = z.infer<typeof usageHistoryQuerySchema>

const spanShape = {
  span: usageSpanSchema,
  from: instantSchema.describe('Where the first part begins'),
  stepSeconds: z.int().describe('Length of a part'),
}

const usageLimitsSchema = z.object({
  fuelPerCall: z.int(),
  memoryPages: z.int().describe('Pages of 64 KiB'),
  callsPerMinute: z.int(),
})

/** What an install used in a part of the time. Fuel and waiting are of calls; memory is of calls and of jobs. */
export const usageBucketSchema = z
  .object({
    at: instantSchema,
    calls: z.int(),
    failed: z.int(),
    busiestMinute: z.int().describe('Calls of the minute that had most of them'),
    fuel: z.string().describe('Of all calls; a whole number in text: it can exceed 2^53'),
    mostFuel: z.int().describe('Of one call'),
    peakPages: z.int(),
    queueMs: z.int().describe('Milliseconds that a call waited, on average'),
    mostQueueMs: z.int(),
    runs: z.int().describe('Of jobs'),
  })
  .meta({ id: 'UsageBucket' })
export type UsageBucket = z.infer<typeof usageBucketSchema>

/** The last hour, day or week of an install, in parts of one length, oldest first, the last one under way. */
export const installUsageHistorySchema = z
  .object({ ...spanShape, limits: usageLimitsSchema, buckets: z.array(usageBucketSchema) })
  .meta({ id: 'InstallUsageHistory' })
export type InstallUsageHistory = z.infer<typeof installUsageHistorySchema>

export const installLoadSchema = z
  .object({
    installId: installIdSchema,
    extension: extensionIdSchema,
    calls: z.int(),
    failed: z.int(),
    runs: z.int(),
    mostFuel: z.int().describe('Of one call'),
    peakPages: z.int(),
    busiestMinute: z.int(),
    limits: usageLimitsSchema,
    series: z.array(z.int()).describe('Calls of each part'),
  })
  .meta({ id: 'InstallLoad' })
export type InstallLoad = z.infer<typeof installLoadSchema>

/** How near each install of a workspace came to its limits. */
export const workspaceUsageSchema = z
  .object({ ...spanShape, items: z.array(installLoadSchema) })
  .meta({ id: 'WorkspaceUsage' })
export type WorkspaceUsage = z.infer<typeof workspaceUsageSchema>
