import { z } from 'zod'
import {
  extensionIdSchema,
  installIdSchema,
  jobIdSchema,
  scheduleIdSchema,
  userIdSchema,
  versionSchema,
  workspaceIdSchema,
} from '../ids.ts'
import { qualifiedJobSchema } from '../permissions.ts'
import { instantSchema, pageOf, pageQuerySchema } from './paging.ts'

/** `queued → running ⇄ paused → completed | failed | cancelled`; a failed job may be queued again by a person. */
export const JOB_STATES = ['queued', 'running', 'paused', 'completed', 'failed', 'cancelled'] as const
export const jobStateSchema = z.enum(JOB_STATES)
export type JobState = z.infer<typeof jobStateSchema>

/** The states in which a job stays unless a person retries it. */
export const ENDED_JOB_STATES: readonly JobState[] = ['completed', 'failed', 'cancelled']

/** The bounds of jobs. */
export const JOB_LIMITS = {
  /** JSON text of the parameters. */
  paramsBytes: 256 * 1024,
  /** Bytes of one checkpoint. */
  stateBytes: 4 * 1024 * 1024,
  /** Units of fuel that all runs of a job may use together. */
  fuel: 1_000_000_000_000n,
  /** Runs that may fail before the job does; runs that a node's end cut short are not counted. */
  attempts: 5,
  /** Jobs of one install that run at once, on all nodes. */
  runningPerInstall: 2,
  /** Jobs of one workspace that have not ended. */
  openPerWorkspace: 10_000,
  /** Generations below a job that nobody spawned. */
  depth: 8,
  /** Children of one job. */
  children: 1_000,
  /** Lines of one kind that a job keeps: its newest. */
  linesPerKind: 5_000,
  /** Warnings, and non-critical errors, that the answer about a job holds: the newest. All are in its log. */
  linesShown: 100,
  /** Schedules of one workspace. */
  schedulesPerWorkspace: 200,
  /** Days that an ended job is kept. */
  keptDays: 30,
} as const

export const dispatchJobSchema = z
  .strictObject({
    jobType: qualifiedJobSchema,
    params: z.unknown().optional().describe('Any JSON that the job declares; default: {}'),
  })
  .meta({ id: 'DispatchJob' })
export type DispatchJob = z.input<typeof dispatchJobSchema>

/** A job that can be dispatched in a workspace. */
export const jobTypeSchema = z
  .object({
    jobType: z.string(),
    extension: extensionIdSchema,
    installId: installIdSchema,
    title: z.string().nullable(),
    description: z.string().nullable(),
    resumable: z.boolean().describe('false: after an interruption it starts from nothing'),
    params: z.record(z.string(), z.unknown()).nullable().describe('JSON Schema of the parameters'),
  })
  .meta({ id: 'JobType' })
export type JobType = z.infer<typeof jobTypeSchema>
export const jobTypeListSchema = z
  .object({ items: z.array(jobTypeSchema), nextCursor: z.null() })
  .meta({ id: 'JobTypeList' })

/** Why a job is paused, has failed, was cancelled by the platform, or waits to be tried again. */
export const jobReasonSchema = z
  .object({ code: z.string().describe('Stable, for programs'), message: z.string() })
  .meta({ id: 'JobReason' })
export type JobReason = z.infer<typeof jobReasonSchema>

/** A whole number in text: it can exceed 2^53. */
const wholeNumber = z.string().regex(/^\d+$/)

const count = z.int().min(0)
/** How many children there are, in all and in each state. */
export const jobChildrenSchema = z
  .object({
    total: count,
    queued: count,
    running: count,
    paused: count,
    completed: count,
    failed: count,
    cancelled: count,
  })
  .meta({ id: 'JobChildren' })
export type JobChildren = z.infer<typeof jobChildrenSchema>

export const jobSummarySchema = z
  .object({
    id: jobIdSchema,
    workspaceId: workspaceIdSchema,
    installId: installIdSchema,
    extension: extensionIdSchema,
    jobType: z.string().describe('ext:name'),
    title: z.string().nullable(),
    state: jobStateSchema,
    requested: z.enum(['pause', 'cancel']).nullable().describe('What was asked of a running job and is still to come'),
    reason: jobReasonSchema.nullable(),
    progress: z.number().min(0).max(1).nullable(),
    message: z.string().nullable().describe('What the job last said with its progress'),
    counters: z.object({ items: wholeNumber, bytes: wholeNumber }),
    warningCount: count,
    errorCount: count.describe('Non-critical errors'),
    attempts: count.describe('Runs counted against maxAttempts'),
    maxAttempts: count,
    children: jobChildrenSchema,
    parentId: jobIdSchema.nullable(),
    scheduleId: scheduleIdSchema.nullable(),
    origin: z.enum(['person', 'extension', 'schedule', 'job']).describe('Who dispatched it'),
    userId: userIdSchema.describe('The person it runs for: who dispatched it, or last resumed or retried it'),
    resumable: z.boolean(),
    createdAt: instantSchema,
    startedAt: instantSchema.nullable(),
    endedAt: instantSchema.nullable(),
    updatedAt: instantSchema,
    nextAttemptAt: instantSchema.nullable().describe('Of a job that waits to be tried again'),
  })
  .meta({ id: 'JobSummary' })
export type JobSummary = z.infer<typeof jobSummarySchema>
export const jobPageSchema = pageOf(jobSummarySchema, 'JobPage')

export const JOB_LINE_KINDS = ['warning', 'error', 'log'] as const
export const jobLineKindSchema = z.enum(JOB_LINE_KINDS)
export type JobLineKind = z.infer<typeof jobLineKindSchema>

/** A warning, a non-critical error or a log line of a job. */
export const jobLineSchema = z
  .object({ id: z.string(), at: instantSchema, kind: jobLineKindSchema, run: count, message: z.string() })
  .meta({ id: 'JobLine' })
export type JobLine = z.infer<typeof jobLineSchema>
export const jobLinePageSchema = pageOf(jobLineSchema, 'JobLinePage')

/**
 * How a run ended. `lost`: its node ended, or its sandbox did; `stopped`: the platform took it back, for instance to
 * shut down or because a right was revoked.
 */
export const JOB_RUN_OUTCOMES = ['completed', 'interrupted', 'failed', 'lost', 'stopped'] as const
export const jobRunSchema = z
  .object({
    number: count.describe('Its fencing token: of two runs only the one with the higher number can write'),
    version: versionSchema,
    node: z.string(),
    outcome: z.enum(JOB_RUN_OUTCOMES).nullable().describe('null while it goes on'),
    reason: jobReasonSchema.nullable(),
    fuel: wholeNumber,
    startedAt: instantSchema,
    endedAt: instantSchema.nullable(),
  })
  .meta({ id: 'JobRun' })
export type JobRun = z.infer<typeof jobRunSchema>

export const jobSchema = jobSummarySchema
  .extend({
    params: z.unknown(),
    warnings: z.array(jobLineSchema).describe('The newest 100; all are in the log'),
    errors: z.array(jobLineSchema).describe('The newest 100; all are in the log'),
    runs: z.array(jobRunSchema).describe('The newest 20'),
    checkpoint: z.object({ sequence: count, sizeBytes: count, at: instantSchema }).nullable(),
    fuel: z.object({ used: wholeNumber, budget: wholeNumber }),
  })
  .meta({ id: 'Job' })
export type Job = z.infer<typeof jobSchema>

export const jobQuerySchema = pageQuerySchema.extend({
  state: jobStateSchema.optional(),
  jobType: z.string().max(200).optional().describe('ext:name'),
  install: installIdSchema.optional(),
  parent: z
    .union([jobIdSchema, z.literal('none')])
    .optional()
    .describe('Children of a job; none: jobs nobody spawned'),
})
export type JobQuery = z.input<typeof jobQuerySchema>

export const jobLineQuerySchema = pageQuerySchema.extend({
  kind: jobLineKindSchema.optional(),
  order: z.enum(['newest', 'oldest']).default('newest'),
})
export type JobLineQuery = z.input<typeof jobLineQuerySchema>

/**
 * What `GET …/jobs/:job/events` sends, as server-sent events. `snapshot` comes first, always; `end` follows an ended
 * state, and the stream with it. The id of an event names the newest line sent: a reconnect with `Last-Event-ID` gets
 * the lines after it.
 */
export const jobEventSchema = z
  .discriminatedUnion('event', [
    z.object({ event: z.literal('snapshot'), data: jobSchema }),
    z.object({ event: z.literal('change'), data: jobSummarySchema }),
    z.object({ event: z.literal('lines'), data: z.object({ items: z.array(jobLineSchema) }) }),
    z.object({ event: z.literal('end'), data: z.object({ state: jobStateSchema }) }),
  ])
  .meta({ id: 'JobEvent' })
export type JobEvent = z.infer<typeof jobEventSchema>

/**
 * What `GET …/jobs/events` sends: `ready` once it listens, and again whenever changes may have been missed, so that a
 * reader lists anew; `change` for every job of the workspace.
 */
export const workspaceJobEventSchema = z
  .discriminatedUnion('event', [
    z.object({ event: z.literal('ready'), data: z.object({}) }),
    z.object({ event: z.literal('change'), data: jobSummarySchema }),
  ])
  .meta({ id: 'WorkspaceJobEvent' })
export type WorkspaceJobEvent = z.infer<typeof workspaceJobEventSchema>
