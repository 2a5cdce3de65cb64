import type { PermissionId, ProblemIssue, ScopeItem } from '@grantry/contract'
import { DomainError, notFound } from '../../kernel/domain-error.ts'

export const grantsErrors = {
  installNotFound: () => notFound('install'),
  alreadyInstalled: (extension: string) =>
    new DomainError(
      'conflict',
      'already_installed',
      `${extension} is installed in this workspace already. Update that install, or remove it first.`,
    ),
  notRequested: (permission: PermissionId, path: string) =>
    new DomainError(
      'refused',
      'grant_not_requested',
      `The extension does not ask for "${permission}", so it cannot be granted.`,
      { issues: [{ path, message: 'Not requested by the manifest' }] },
    ),
  grantedTwice: (permission: PermissionId, path: string) =>
    new DomainError('invalid', 'grant_duplicate', `"${permission}" is granted twice. Name each permission once.`, {
      issues: [{ path, message: 'Named twice' }],
    }),
  scopeInvalid: (permission: PermissionId, issues: ProblemIssue[]) =>
    new DomainError(
      'invalid',
      'grant_scope_invalid',
      `The scope for "${permission}" is not right: ${issues[0]?.message ?? 'not valid'}`,
      { issues },
    ),
  exceedsRequest: (permission: PermissionId, path: string, beyond: readonly ScopeItem[]) =>
    new DomainError(
      'refused',
      'grant_exceeds_request',
      `The scope for "${permission}" is wider than what the extension asks for.`,
      {
        issues: [
          ...beyond.map((item) => ({
            path: `${path}.scope.${item.path}`,
            message: `${item.text} reaches beyond what it asks for`,
          })),
          ...(beyond.length === 0 ? [{ path: `${path}.scope`, message: 'Wider than requested' }] : []),
        ],
      },
    ),
  endIsPast: (permission: PermissionId, path: string) =>
    new DomainError('invalid', 'grant_end_invalid', `The time for "${permission}" is over already.`, {
      issues: [{ path: `${path}.expiresAt`, message: 'Not in the future' }],
    }),
  endIsFar: (permission: PermissionId, path: string) =>
    new DomainError(
      'invalid',
      'grant_end_invalid',
      `The time for "${permission}" is too long: at most a year, or no end at all.`,
      { issues: [{ path: `${path}.expiresAt`, message: 'More than a year from now' }] },
    ),
  consentNeeded: (missing: PermissionId[]) =>
    new DomainError(
      'conflict',
      'consent_required',
      `This version needs your consent to ${missing.join(', ')}. The installed version keeps running until then.`,
      {
        issues: missing.map((permission) => ({ path: '$.grants', message: `${permission} is required` })),
      },
    ),
  awaitingConsent: () =>
    new DomainError(
      'conflict',
      'consent_required',
      'This install still waits for consent to its required permissions. Grant them first.',
    ),
  removed: () => new DomainError('gone', 'install_removed', 'This install has been removed.'),
  suspended: (reason: string | null) =>
    new DomainError(
      'conflict',
      'install_suspended',
      `This install is suspended. ${reason ?? ''} An admin of the workspace can resume it.`,
      { fields: { suspendedReason: reason } },
    ),
  notSuspended: () => new DomainError('conflict', 'install_not_suspended', 'This install is not suspended.'),
  notActive: (state: string) =>
    new DomainError('conflict', 'install_not_active', `This install is ${state.replace('_', ' ')}.`),
  takenDown: () =>
    new DomainError(
      'denied',
      'version_taken_down',
      'This version was taken down by the admins of this server and does not run any more.',
    ),
  notInstalled: (extension: string) =>
    new DomainError('not_found', 'not_installed', `${extension} is not installed in this workspace.`),
  sameVersion: (version: string) =>
    new DomainError('conflict', 'same_version', `Version ${version} is installed already.`),
}
