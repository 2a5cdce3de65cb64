import type { WorkspaceRole } from '@grantry/contract'
import { DomainError, notFound } from '../../kernel/domain-error.ts'

export const workspacesErrors = {
  notFound: () => notFound('workspace'),
  slugTaken: (slug: string) =>
    new DomainError('conflict', 'workspace_taken', `You already have a workspace "${slug}". Choose another slug.`),
  roleMissing: (role: WorkspaceRole) =>
    new DomainError('denied', 'role_missing', `This needs the role "${role}" in the workspace, or a higher one.`),
  noSuchUser: () =>
    new DomainError(
      'refused',
      'no_such_user',
      'There is no account with this e-mail address. Ask the person to sign up first.',
    ),
  lastOwner: () =>
    new DomainError(
      'conflict',
      'last_owner',
      'A workspace needs at least one owner. Make somebody else an owner first.',
    ),
  noSuchMember: () => notFound('member'),
}
