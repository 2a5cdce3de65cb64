import { JOB_LIMITS } from '@grantry/contract'
import { DomainError, notFound } from '../../kernel/domain-error.ts'

export const schedulesErrors = {
  notFound: () => notFound('schedule'),
  invalidCron: (why: string, cause: unknown) =>
    new DomainError('invalid', 'invalid_cron', `The cron expression is not right: ${why}`, {
      issues: [{ path: '$.cron', message: why }],
      cause,
    }),
  tooMany: () =>
    new DomainError(
      'limit',
      'too_many_schedules',
      `A workspace may have at most ${JOB_LIMITS.schedulesPerWorkspace} schedules. Delete one you no longer need.`,
    ),
  notYours: () =>
    new DomainError(
      'denied',
      'role_missing',
      'Only the person who made a schedule and admins of the workspace may change it.',
    ),
}
