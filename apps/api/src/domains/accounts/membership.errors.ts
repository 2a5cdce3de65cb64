import { DomainError } from '../../kernel/domain-error.ts'

/** What can go wrong with the members of something, the same for publishers and workspaces. */
export const membershipErrors = {
  noSuchUser: () =>
    new DomainError(
      'refused',
      'no_such_user',
      'There is no account with this e-mail address. Ask the person to sign up first.',
    ),
  lastOwner: () =>
    new DomainError('conflict', 'last_owner', 'There must be at least one owner. Make somebody else an owner first.'),
}
