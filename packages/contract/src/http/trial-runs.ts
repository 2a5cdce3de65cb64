import { z } from 'zod'
import { permissionIdSchema } from '../permissions.ts'
import { logLevelSchema } from './installs.ts'
import { instantSchema } from './paging.ts'

export const TRIAL_RUN_STATES = ['queued', 'running', 'finished', 'failed'] as const
export const trialRunStateSchema = z.enum(TRIAL_RUN_STATES)
export type TrialRunState = z.infer<typeof trialRunStateSchema>

/** Something that a guest asked the platform for during a trial. */
export const trialHostCallSchema = z.object({
  method: z.string(),
  permission: permissionIdSchema.nullable().describe('What it needs; null: nothing, or nobody knows the method'),
  decision: z
    .enum(['answered', 'denied', 'refused', 'held_back'])
    .describe('held_back: it was allowed, and a trial does not carry it out'),
  input: z.string().describe('As the guest wrote it, cut at 2,000 characters'),
  answer: z.string().describe('As the guest was answered, cut at 2,000 characters'),
})
export type TrialHostCall = z.infer<typeof trialHostCallSchema>

/** One call of an operation, or one run of a job, with an input made from its JSON Schema. */
export const trialCallSchema = z.object({
  name: z.string().describe('`ext:name`'),
  kind: z.enum(['query', 'action', 'job']),
  sample: z.enum(['least', 'most']).describe('least: what its schema requires; most: everything it allows'),
  input: z.string().describe('JSON text, cut at 2,000 characters'),
  ending: z.enum(['answered', 'answered_error', 'failed', 'not_called']),
  code: z.string().nullable().describe('Of the failure, or of the error it answered'),
  message: z.string().nullable(),
  output: z.string().nullable().describe('JSON text, cut at 2,000 characters'),
  outputIssues: z.array(z.string()).describe('Where the answer is not what its own schema promises'),
  fuelConsumed: z.string().describe('A whole number in text'),
  memoryPages: z.int(),
  durationMs: z.number(),
  hostCallCount: z.int(),
  hostCalls: z.array(trialHostCallSchema).describe('The first 50'),
  logs: z.array(z.object({ level: logLevelSchema, message: z.string() })).describe('The first 50 lines'),
})
export type TrialCall = z.infer<typeof trialCallSchema>

export const trialEvidenceSchema = z.object({
  calls: z.array(trialCallSchema),
  permissions: z
    .array(z.object({ permission: permissionIdSchema, requested: z.boolean(), allowed: z.int(), denied: z.int() }))
    .describe('Each one it asks for, with its uses; and what it tried without asking for it'),
})
export type TrialEvidence = z.infer<typeof trialEvidenceSchema>

/** A run of a version in a workspace that is thrown away, against a platform that only writes down. */
export const trialRunSchema = z
  .object({
    id: z.uuid(),
    state: trialRunStateSchema,
    requestedBy: z.string().nullable().describe('Name of an admin; null: it began by itself with the submission'),
    createdAt: instantSchema,
    finishedAt: instantSchema.nullable(),
    remark: z.string().nullable().describe('Why it failed'),
    evidence: trialEvidenceSchema.nullable(),
  })
  .meta({ id: 'TrialRun' })
export type TrialRun = z.infer<typeof trialRunSchema>
export const trialRunListSchema = z.object({ items: z.array(trialRunSchema) }).meta({ id: 'TrialRunList' })
