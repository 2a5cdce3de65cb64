import { type PermissionId, PERMISSIONS, type ProblemIssue } from '@grantry/contract'
import { DomainError, type DomainErrorDetails } from '../../kernel/domain-error.ts'

export const operationsErrors = {
  unknownMethod: (method: string, nearest: string | null) =>
    new DomainError('not_found', 'unknown_method', `Unknown method: ${method}${hint(nearest)}`),
  unknownExtension: (method: string, extension: string, nearest: string | null) =>
    new DomainError(
      'not_found',
      'not_installed',
      `Unknown method: ${method}. ${extension} is not installed in this workspace${hint(nearest)}`,
    ),
  callCycle: (extension: string, path: string) =>
    new DomainError('conflict', 'call_cycle', `${extension} is at work already in this chain of calls.`, {
      forLog: `${extension} is at work already in this chain of calls: ${path}`,
    }),
  callDepthExceeded: (max: number, path: string) =>
    new DomainError('limit', 'call_depth_exceeded', `A chain of calls has at most ${max} extensions.`, {
      forLog: `A chain of calls has at most ${max} extensions: ${path}`,
    }),
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
  /** `lacking` is the extension of a chain that has no such right: for the log, not for the others of the chain. */
  notGranted: (permission: PermissionId, lacking: string | null) =>
    permissionDenied(permission, 'has not been granted', {
      ...(lacking !== null && { forLog: `${permission} has not been granted to ${lacking}` }),
    }),
  /** It was granted for a time, which is over: a denial like any other, that says since when. */
  ended: (permission: PermissionId, at: Date, lacking: string | null) => {
    const why = `was granted until ${at.toISOString()}, and that time is over`
    return permissionDenied(permission, why, {
      codeForLog: 'permission_expired',
      fields: { permission, expiredAt: at.toISOString() },
      ...(lacking !== null && { forLog: `${permission} of ${lacking} ${why}` }),
    })
  },
  /** A guest may know an entry by its id alone: the refusal does not tell it the path, the log does. */
  outOfScope: (permission: PermissionId, reason: string, lacking: string | null = null) =>
    permissionDenied(permission, 'does not cover this', {
      forLog: lacking === null ? reason : `${lacking}: ${reason}`,
    }),
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

const hint = (nearest: string | null): string => (nearest === null ? '' : `. Did you mean ${nearest}?`)

function permissionDenied(permission: PermissionId, why: string, details: DomainErrorDetails = {}): DomainError {
  const detail = `${PERMISSIONS[permission].title} (${permission}) ${why}`
  return new DomainError('denied', 'permission_denied', detail, { fields: { permission }, ...details })
}
