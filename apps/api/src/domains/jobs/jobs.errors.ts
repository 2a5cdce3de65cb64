import { JOB_LIMITS, type JobState, type PermissionId, PERMISSIONS, type ProblemIssue } from '@grantry/contract'
import { DomainError, notFound } from '../../kernel/domain-error.ts'
import type { JobCommand, JobRequest } from './job-states.ts'

export const jobsErrors = {
  jobNotFound: () => notFound('job'),
  unknownType: (jobType: string, nearest: string | null) =>
    new DomainError(
      'not_found',
      'unknown_job',
      `Unknown job: ${jobType}${nearest === null ? '' : `. Did you mean ${nearest}?`}`,
    ),
  invalidParams: (issues: ProblemIssue[]) =>
    new DomainError(
      'invalid',
      'invalid_params',
      `The parameters are not right: ${issues[0]?.path ?? '$.params'}: ${issues[0]?.message ?? 'invalid'}`,
      { issues },
    ),
  impossible: (command: JobCommand, state: JobState, requested: JobRequest | null) => {
    const { code, why } = refusalOf(command, state, requested)
    return new DomainError('conflict', code, `This job cannot be told to ${command}: ${why}.`, {
      fields: { state, requested },
    })
  },
  stillMissing: (permission: PermissionId, endedAt: Date | null) => {
    const { code, message } = stillMissing(permission, endedAt)
    return new DomainError('conflict', code, message, { fields: { permission } })
  },
  tooManyOpen: () =>
    new DomainError(
      'limit',
      'too_many_jobs',
      `This workspace has ${JOB_LIMITS.openPerWorkspace} jobs that have not ended. Wait for some of them, or cancel some.`,
    ),
  tooDeep: () =>
    new DomainError('refused', 'job_too_deep', `A job may have at most ${JOB_LIMITS.depth} generations below it.`),
  tooManyChildren: () =>
    new DomainError('refused', 'too_many_children', `A job may have at most ${JOB_LIMITS.children} children.`),
  parentOver: () =>
    new DomainError('conflict', 'job_over', 'This run of the job is over or about to be cancelled: it spawns no more.'),
  notYours: () =>
    new DomainError(
      'denied',
      'permission_denied',
      'An extension may look at and cancel its own jobs and those it has dispatched alone.',
    ),
}

interface Lack {
  code: 'permission_revoked' | 'permission_expired'
  message: string
}

/** Why a job is halted for want of a permission; `endedAt`: since when the time it was granted for is over. */
export const takenBack = (permission: PermissionId, endedAt: Date | null): Lack => ({
  code: endedAt === null ? 'permission_revoked' : 'permission_expired',
  message: `${named(permission)} ${endedAt === null ? 'was taken back while the job ran' : overSince(endedAt)}. ${GRANT_AGAIN}`,
})

/** Why a job that was halted for want of a permission does not go on. */
export const stillMissing = (permission: PermissionId, endedAt: Date | null): Lack => ({
  code: endedAt === null ? 'permission_revoked' : 'permission_expired',
  message: `${named(permission)} ${endedAt === null ? 'is still missing' : overSince(endedAt)}. ${GRANT_AGAIN}`,
})

const GRANT_AGAIN = 'Grant it again and resume the job.'
const named = (permission: PermissionId): string => `“${PERMISSIONS[permission].title}” (${permission})`
const overSince = (endedAt: Date): string => `was granted until ${endedAt.toISOString()}, and that time is over`

function refusalOf(command: JobCommand, state: JobState, requested: JobRequest | null): { code: string; why: string } {
  if (state === 'completed' || state === 'cancelled' || (state === 'failed' && command !== 'retry'))
    return { code: 'job_ended', why: `it is ${state}` }
  if (state === 'running' && requested === 'cancel')
    return { code: 'job_cancelling', why: 'it is about to be cancelled' }
  if (state === 'running' && requested === 'pause' && command === 'resume')
    return { code: 'job_pausing', why: 'it is still about to pause; resume it once it has' }
  if (command === 'pause') return { code: 'job_paused', why: 'it is paused already' }
  if (command === 'resume') return { code: 'job_not_paused', why: `it is ${state}` }
  return { code: 'job_not_failed', why: `it is ${state}` }
}
