import { z } from 'zod'
import { extensionIdSchema, installIdSchema, jobIdSchema, scheduleIdSchema, userIdSchema } from '../ids.ts'
import { qualifiedJobSchema } from '../permissions.ts'
import { jobReasonSchema } from './jobs.ts'
import { instantSchema, pageOf, pageQuerySchema } from './paging.ts'

/** Five fields: minute, hour, day of month, month, day of week. What the server accepts, it says; this is the shape. */
const cronSchema = z
  .string()
  .trim()
  .max(100)
  .refine((text) => text.split(/\s+/).length === 5, 'A cron expression has five fields, such as 30 6 * * 1-5')

/** A name of the IANA time zone database, such as `Europe/Berlin`. */
const timezoneSchema = z.string().max(64).refine(isTimezone, 'A time zone is a name such as Europe/Berlin or UTC')

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const scheduleName = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{C}]*$/u, 'A name has no control or invisible characters')

export const createScheduleSchema = z
  .strictObject({
    jobType: qualifiedJobSchema,
    params: z.unknown().optional().describe('Any JSON that the job declares; default: {}'),
    cron: cronSchema,
    timezone: timezoneSchema.default('UTC'),
    name: scheduleName.optional().describe('Default: the title of the job'),
  })
  .meta({ id: 'CreateSchedule' })
export type CreateSchedule = z.input<typeof createScheduleSchema>

export const updateScheduleSchema = z
  .strictObject({
    state: z.enum(['active', 'paused']).optional(),
    cron: cronSchema.optional(),
    timezone: timezoneSchema.optional(),
    name: scheduleName.optional(),
    params: z.unknown().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'Nothing is to be changed')
  .meta({ id: 'UpdateSchedule' })
export type UpdateSchedule = z.input<typeof updateScheduleSchema>

export const scheduleSchema = z
  .object({
    id: scheduleIdSchema,
    name: z.string(),
    installId: installIdSchema,
    extension: extensionIdSchema,
    jobType: z.string(),
    params: z.unknown(),
    cron: z.string(),
    timezone: z.string(),
    state: z.enum(['active', 'paused']),
    reason: jobReasonSchema.nullable().describe('Why the platform paused it'),
    nextRunAt: instantSchema.nullable().describe('null while it is paused'),
    last: z
      .object({
        at: instantSchema,
        outcome: z
          .enum(['dispatched', 'skipped', 'refused'])
          .describe('skipped: the job of the time before had not ended; refused: it could not be dispatched'),
        jobId: jobIdSchema.nullable(),
        reason: jobReasonSchema.nullable(),
      })
      .nullable(),
    createdBy: userIdSchema.describe('The person its jobs run for'),
    createdAt: instantSchema,
  })
  .meta({ id: 'Schedule' })
export type Schedule = z.infer<typeof scheduleSchema>
export const schedulePageSchema = pageOf(scheduleSchema, 'SchedulePage')
export const scheduleQuerySchema = pageQuerySchema.extend({ install: installIdSchema.optional() })
export type ScheduleQuery = z.input<typeof scheduleQuerySchema>
