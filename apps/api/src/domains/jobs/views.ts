import {
  extensionIdSchema,
  installIdSchema,
  type Job,
  type JobChildren,
  jobIdSchema,
  type JobLine,
  type JobReason,
  type JobRun,
  type JobState,
  type JobSummary,
  qualifiedName,
  scheduleIdSchema,
  userIdSchema,
  versionSchema,
  workspaceIdSchema,
} from '@grantry/contract'
import type { Prisma } from '../../platform/database/index.ts'
import type { JobRow, JobRowInFull, LineRow } from './jobs.repository.ts'

type Count = { state: JobState; count: number }

export const toReason = (code: string | null, message: string | null): JobReason | null =>
  code === null ? null : { code, message: message ?? '' }

const orNull = <T>(schema: { parse: (value: unknown) => T }, value: string | null): T | null =>
  value === null ? null : schema.parse(value)
const instantOrNull = (at: Date | null): string | null => at?.toISOString() ?? null
const sumOf = (kept: Prisma.Decimal, live: Prisma.Decimal): string => kept.plus(live).toFixed(0)

export function toChildren(counts: readonly Count[]): JobChildren {
  const none = { total: 0, queued: 0, running: 0, paused: 0, completed: 0, failed: 0, cancelled: 0 }
  return counts.reduce(
    (children, { state, count }) => ({ ...children, total: children.total + count, [state]: count }),
    none,
  )
}

/** `obstacle`: why it waits, when the row itself does not say. */
export function toJobSummary(row: JobRow, children: readonly Count[], obstacle: JobReason | null): JobSummary {
  return {
    id: jobIdSchema.parse(row.id),
    workspaceId: workspaceIdSchema.parse(row.workspaceId),
    installId: installIdSchema.parse(row.installId),
    extension: extensionIdSchema.parse(row.extensionId),
    jobType: qualifiedName(row.extensionId, row.name),
    title: row.title,
    state: row.state,
    requested: row.requested,
    reason: toReason(row.reasonCode, row.reasonMessage) ?? obstacle,
    progress: row.progress,
    message: row.message,
    counters: { items: sumOf(row.items, row.liveItems), bytes: sumOf(row.bytes, row.liveBytes) },
    warningCount: row.warnings + row.liveWarnings,
    errorCount: row.errors + row.liveErrors,
    attempts: row.attempts,
    maxAttempts: row.maxAttempts,
    children: toChildren(children),
    parentId: orNull(jobIdSchema, row.parentId),
    scheduleId: orNull(scheduleIdSchema, row.scheduleId),
    origin: row.origin,
    userId: userIdSchema.parse(row.userId),
    resumable: row.resumable,
    createdAt: row.createdAt.toISOString(),
    startedAt: instantOrNull(row.startedAt),
    endedAt: instantOrNull(row.endedAt),
    updatedAt: row.updatedAt.toISOString(),
    nextAttemptAt: row.state === 'queued' && row.attempts > 0 ? row.runAt.toISOString() : null,
  }
}

export function toJob(
  row: JobRowInFull,
  summary: JobSummary,
  details: {
    warnings: readonly LineRow[]
    errors: readonly LineRow[]
    checkpoint: { sequence: number; sizeBytes: number; at: Date } | null
  },
): Job {
  const { checkpoint, warnings, errors } = details
  return {
    ...summary,
    params: row.params,
    warnings: warnings.map(toLine),
    errors: errors.map(toLine),
    runs: row.runs.map(toRun),
    checkpoint: checkpoint && { ...checkpoint, at: checkpoint.at.toISOString() },
    fuel: { used: String(row.fuelUsed), budget: String(row.fuelBudget) },
  }
}

export const toLine = ({ id, at, kind, run, message }: LineRow): JobLine => ({
  id: String(id),
  at: at.toISOString(),
  kind,
  run,
  message,
})

const toRun = (run: JobRowInFull['runs'][number]): JobRun => ({
  number: run.number,
  version: versionSchema.parse(run.version),
  node: run.node,
  outcome: run.outcome,
  reason: toReason(run.reasonCode, run.reasonMessage),
  fuel: String(run.fuel),
  startedAt: run.startedAt.toISOString(),
  endedAt: instantOrNull(run.endedAt),
})
