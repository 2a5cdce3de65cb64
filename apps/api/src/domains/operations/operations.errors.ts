import { type PermissionId, PERMISSIONS, type ProblemIssue } from '@grantry/contract'
import { DomainError, type DomainErrorDetails } from '../../kernel/domain-error.ts'

export const operationsErrors = {
  unknownMethod: (method: string, nearest: string | null) =>
    new DomainError(
      'not_found',
      'unknown_method',
      `Unknown method: ${method}${nearest === null ? '' : `. Did you mean ${nearest}?`}`,
    ),
  invalidInput: (issues: ProblemIssue[]) =>
    new DomainError(
      'invalid',
      'invalid_input',
      `The input is not right: ${issues[0]?.path ?? '$'}: ${issues[0]?.message ?? 'invalid'}`,
      { issues },
    ),
  invalidOutput: (extension: string, issues: ProblemIssue[]) =>
    new DomainError(
      'refused',
      'invalid_output',
      `${extension} answered something other than it declares: ${issues[0]?.path ?? '$'}: ${issues[0]?.message ?? 'invalid'}`,
      { issues },
    ),
  notGranted: (permission: PermissionId) => permissionDenied(permission, 'has not been granted'),
  /** A guest may know an entry by its id alone: the refusal does not tell it the path, the log does. */
  outOfScope: (permission: PermissionId, reason: string) =>
    permissionDenied(permission, 'does not cover this', { forLog: reason }),
  roleMissing: () =>
    new DomainError('denied', 'permission_denied', 'The person this runs for may not do this in the workspace.', {
      fields: { permission: null },
    }),
  runOver: () => new DomainError('conflict', 'run_over', 'This run of the job has been ended.'),
  tooManyCalls: (retryAfterSeconds: number) =>
    new DomainError(
      'limit',
      'call_rate_exceeded',
      'This install was called more often than it may be in a minute. Try again shortly.',
      { retryAfterSeconds },
    ),
}

function permissionDenied(permission: PermissionId, why: string, details: DomainErrorDetails = {}): DomainError {
  const detail = `${PERMISSIONS[permission].title} (${permission}) ${why}`
  return new DomainError('denied', 'permission_denied', detail, { fields: { permission }, ...details })
}
