import { DomainError, notFound } from '../../kernel/domain-error.ts'

export const publishersErrors = {
  notFound: () => notFound('publisher'),
  slugTaken: (slug: string) =>
    new DomainError('conflict', 'publisher_taken', `The publisher "${slug}" exists already. Choose another slug.`),
  slugReserved: (slug: string) =>
    new DomainError('conflict', 'publisher_reserved', `The slug "${slug}" is reserved. Choose another one.`),
  ownerOnly: () => new DomainError('denied', 'owner_only', 'Only an owner of this publisher can do this.'),
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
      'A publisher needs at least one owner. Make somebody else an owner first.',
    ),
}
