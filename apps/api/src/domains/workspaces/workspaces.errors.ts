import type { WorkspaceRole } from '@grantry/contract'
import { DomainError, notFound } from '../../kernel/domain-error.ts'

export const workspacesErrors = {
  notFound: () => notFound('workspace'),
  slugTaken: (slug: string) =>
    new DomainError('conflict', 'workspace_taken', `You already have a workspace "${slug}". Choose another slug.`),
  tooMany: (most: number) =>
    new DomainError('limit', 'too_many_workspaces', `You may have ${most} workspaces of your own. Delete one first.`),
  roleMissing: (role: WorkspaceRole) =>
    new DomainError('denied', 'role_missing', `This needs the role "${role}" in the workspace, or a higher one.`),
  accessEnded: () =>
    new DomainError('denied', 'access_ended', 'You have left the workspace, or your session or token has ended.'),
  nameDiffers: (name: string) =>
    new DomainError('invalid', 'name_differs', `The name of the workspace is “${name}”. Give it as it is.`),
  inUse: (reasons: readonly string[]) =>
    new DomainError('conflict', 'workspace_needed', `The workspace cannot be deleted yet. ${reasons.join(' ')}`),
  noSuchMember: () => notFound('member'),
  tooManyStreams: () =>
    new DomainError(
      'limit',
      'too_many_streams',
      'You have as many live streams open as one person may have. Close some of them.',
      { retryAfterSeconds: 5 },
    ),
}
