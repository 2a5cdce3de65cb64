import { z } from 'zod'
import { extensionIdSchema, installIdSchema, versionSchema, workspaceIdSchema } from '../ids.ts'
import { permissionIdSchema } from '../permissions.ts'
import { limitsSchema } from '../manifest.ts'
import { operationViewSchema, permissionViewSchema, versionStateSchema } from './catalog.ts'
import { instantSchema, pageOf, pageQuerySchema } from './paging.ts'

export const INSTALL_STATES = ['awaiting_consent', 'active', 'suspended', 'removed'] as const
export const installStateSchema = z.enum(INSTALL_STATES)
export type InstallState = z.infer<typeof installStateSchema>

/** The longest that a grant for a time may last: a year. */
export const LONGEST_GRANT_SECONDS = 31_536_000

const grantTerms = {
  scope: z.record(z.string(), z.unknown()).optional(),
  expiresInSeconds: z.int().min(60).max(LONGEST_GRANT_SECONDS).optional(),
  expiresAt: instantSchema.optional().describe('Instead of expiresInSeconds: a moment within the next year'),
}
const endsOnce = {
  check: (terms: { expiresInSeconds?: number | undefined; expiresAt?: string | undefined }) =>
    terms.expiresInSeconds === undefined || terms.expiresAt === undefined,
  problem: { error: 'Say when it ends in one way: expiresInSeconds or expiresAt', path: ['expiresAt'] },
}

/**
 * How far a grant reaches, and for how long. Without `scope` the whole requested scope is granted; a given scope must lie
 * within the requested one. Without an end it lasts until it is revoked.
 */
export const grantTermsSchema = z
  .strictObject(grantTerms)
  .refine(endsOnce.check, endsOnce.problem)
  .prefault({})
  .meta({ id: 'GrantTerms' })
export type GrantTerms = z.infer<typeof grantTermsSchema>

/** A grant as a person gives it. */
export const grantInputSchema = z
  .strictObject({ permission: permissionIdSchema, ...grantTerms })
  .refine(endsOnce.check, endsOnce.problem)
  .meta({ id: 'GrantInput' })
export type GrantInput = z.infer<typeof grantInputSchema>

export const createInstallSchema = z
  .strictObject({
    extension: extensionIdSchema,
    version: versionSchema.optional().describe('Default: the newest approved version'),
    grants: z.array(grantInputSchema).max(32).default([]),
  })
  .meta({ id: 'CreateInstall' })
export type CreateInstall = z.input<typeof createInstallSchema>

/** Replaces every grant of the install: what is left out is revoked, what is given as it stands stays as it is. */
export const setGrantsSchema = z.strictObject({ grants: z.array(grantInputSchema).max(32) }).meta({ id: 'SetGrants' })
export type SetGrants = z.input<typeof setGrantsSchema>

/** To another approved version; the grants given here are the consent for what that version adds. */
export const updateInstallSchema = z
  .strictObject({ version: versionSchema.optional(), grants: z.array(grantInputSchema).max(32).optional() })
  .prefault({})
  .meta({ id: 'UpdateInstall' })
export type UpdateInstall = z.input<typeof updateInstallSchema>

/** A grant whose time is over: what it was, so that the same can be given again. */
export const endedGrantSchema = z.object({
  scope: z.record(z.string(), z.unknown()),
  sentence: z.string(),
  grantedAt: instantSchema,
  at: instantSchema,
})
export type EndedGrant = z.infer<typeof endedGrantSchema>

/** A requested permission together with what the person decided about it. */
export const grantViewSchema = permissionViewSchema
  .extend({
    granted: z.boolean(),
    grantedScope: z.record(z.string(), z.unknown()).nullable(),
    grantedSentence: z.string().nullable(),
    grantedAt: instantSchema.nullable(),
    expiresAt: instantSchema.nullable().describe('When the grant ends by itself; null for one that lasts'),
    ended: endedGrantSchema.nullable().describe('The grant there was, when its time is over and no other was given'),
  })
  .meta({ id: 'GrantView' })
export type GrantView = z.infer<typeof grantViewSchema>

export const installSummarySchema = z
  .object({
    id: installIdSchema,
    workspaceId: workspaceIdSchema,
    extension: extensionIdSchema,
    name: z.string(),
    version: versionSchema,
    versionStatus: versionStateSchema,
    status: installStateSchema,
    iconUrl: z.string().nullable(),
    updateAvailable: versionSchema.nullable(),
    installedAt: instantSchema,
  })
  .meta({ id: 'InstallSummary' })
export type InstallSummary = z.infer<typeof installSummarySchema>
export const installPageSchema = pageOf(installSummarySchema, 'InstallPage')

/** Of the installs in all workspaces of a person. */
export const ownInstallQuerySchema = pageQuerySchema.extend({
  extension: extensionIdSchema.optional().describe('Only of this extension'),
})
export type OwnInstallQuery = z.output<typeof ownInstallQuerySchema>

export const installSchema = installSummarySchema
  .extend({
    suspendedReason: z.string().nullable().describe('Why the platform suspended it; null in every other state'),
    takenDownReason: z.string().nullable().describe('Why admins took its version down; null for every other version'),
    grants: z.array(grantViewSchema),
    operations: z.array(operationViewSchema),
    limits: limitsSchema,
  })
  .meta({ id: 'Install' })
export type Install = z.infer<typeof installSchema>

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
export const logLevelSchema = z.enum(LOG_LEVELS)
export type LogLevel = z.infer<typeof logLevelSchema>

/** A line of an install's log: what the guest wrote (`guest`), or what the platform has to say of it (`host`). */
export const installLogSchema = z
  .object({
    id: z.string(),
    at: instantSchema,
    level: logLevelSchema,
    source: z.enum(['guest', 'host']),
    code: z.string().nullable().describe('Of a host line, for example permission_denied'),
    message: z.string(),
    invocationId: z
      .string()
      .nullable()
      .describe('The same in the logs of all installs that a chain of calls went through'),
    chain: z.array(z.string()).describe('What was called, outermost first; the last one logged this'),
  })
  .meta({ id: 'InstallLog' })
export type InstallLog = z.infer<typeof installLogSchema>
export const installLogPageSchema = pageOf(installLogSchema, 'InstallLogPage')

const logFilterShape = {
  level: logLevelSchema.optional().describe('This level and above'),
  operation: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('Name or alias of an operation, or of a job: lines of it, and of what was called by it'),
  q: z.string().min(1).max(200).optional().describe('A part of the message or of the code, in any case'),
  call: z.uuid().optional().describe('`invocationId`: lines of one call'),
}
/** Which lines of a log are wanted; all that is given must hold. */
export type LogFilterQuery = z.infer<z.ZodObject<typeof logFilterShape>>
export const logQuerySchema = pageQuerySchema.extend(logFilterShape)
export type LogQuery = z.infer<typeof logQuerySchema>

export const logWatchQuerySchema = z.object({
  ...logFilterShape,
  after: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional()
    .describe('Id of a line, behind which it begins; default: the newest. 0: all of the log'),
})
export type LogWatchQuery = z.infer<typeof logWatchQuerySchema>

/**
 * What `GET …/installs/:install/logs/events` sends, as server-sent events: `ready` first, then `lines` as they are
 * written, oldest first. The id of an event names the newest line sent: a reconnect with `Last-Event-ID` goes on behind it.
 */
export const installLogEventSchema = z
  .discriminatedUnion('event', [
    z.object({ event: z.literal('ready'), data: z.object({}) }),
    z.object({ event: z.literal('lines'), data: z.object({ items: z.array(installLogSchema) }) }),
  ])
  .meta({ id: 'InstallLogEvent' })
export type InstallLogEvent = z.infer<typeof installLogEventSchema>

export const USE_STATES = ['granted', 'ended', 'not_granted', 'not_requested'] as const

/** What was touched under a permission, and how often that was allowed and denied. */
export const useTargetSchema = z.object({
  target: z.string().describe('A path, host, credential, job or operation'),
  sentence: z.string(),
  allowed: z.int(),
  denied: z.int(),
  lastAt: instantSchema,
})
export type UseTarget = z.infer<typeof useTargetSchema>

/** What an install did with one permission since it was installed. */
export const permissionUseSchema = z
  .object({
    permission: permissionIdSchema,
    title: z.string(),
    state: z.enum(USE_STATES).describe('not_requested: a version before this one asked for it'),
    grantedAt: instantSchema.nullable(),
    expiresAt: instantSchema.nullable(),
    unused: z.boolean().describe('It is granted, and nothing was ever done with it'),
    allowed: z.int(),
    denied: z.int(),
    firstUsedAt: instantSchema.nullable(),
    lastUsedAt: instantSchema.nullable(),
    lastDeniedAt: instantSchema.nullable(),
    daily: z
      .array(z.object({ day: z.iso.date(), allowed: z.int(), denied: z.int() }))
      .describe('Days of the last 90 on which it was used or denied'),
    targets: z.array(useTargetSchema).describe('The newest, at most 100, most used first'),
    others: z
      .object({ sentence: z.string(), allowed: z.int(), denied: z.int() })
      .nullable()
      .describe('What has no target, or one that is not among those'),
  })
  .meta({ id: 'PermissionUse' })
export type PermissionUse = z.infer<typeof permissionUseSchema>

export const installUsesSchema = z
  .object({ since: instantSchema, items: z.array(permissionUseSchema) })
  .meta({ id: 'InstallUses' })
export type InstallUses = z.infer<typeof installUsesSchema>

/** What an install has used, and what it did with each permission since it was installed. */
export const usageSchema = z
  .object({
    calls: z.object({ total: z.int(), failed: z.int(), lastAt: instantSchema.nullable() }),
    fuel: z.object({ total: z.string().describe('A whole number in text: it can exceed 2^53'), limitPerCall: z.int() }),
    runs: z
      .object({ total: z.int(), failed: z.int(), fuel: z.string() })
      .describe('Of jobs; they have a budget of their own, and calls and fuel do not count them'),
    memory: z.object({ peakPages: z.int(), limitPages: z.int() }),
    time: z
      .object({ queueMs: z.int(), loadMs: z.int(), runMs: z.int(), hostMs: z.int() })
      .describe('Milliseconds of all calls together, by stage'),
    permissions: z.array(
      z.object({
        permission: permissionIdSchema,
        title: z.string(),
        granted: z.boolean(),
        allowed: z.int(),
        denied: z.int(),
        lastUsedAt: instantSchema.nullable(),
      }),
    ),
    daily: z
      .array(
        z.object({
          day: z.iso.date(),
          calls: z.int(),
          failed: z.int(),
          fuel: z.string(),
          runs: z.int(),
          runsFuel: z.string(),
        }),
      )
      .describe('The last 30 days that had calls or runs'),
  })
  .meta({ id: 'Usage' })
export type Usage = z.infer<typeof usageSchema>
