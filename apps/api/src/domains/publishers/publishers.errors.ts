import { DomainError, notFound } from '../../kernel/domain-error.ts'

export const publishersErrors = {
  notFound: () => notFound('publisher'),
  slugTaken: (slug: string) =>
    new DomainError('conflict', 'publisher_taken', `The publisher "${slug}" exists already. Choose another slug.`),
  slugReserved: (slug: string) =>
    new DomainError('conflict', 'publisher_reserved', `The slug "${slug}" is reserved. Choose another one.`),
  tooMany: (most: number) =>
    new DomainError(
      'limit',
      'too_many_publishers',
      `You own ${most} publishers. Publish as one of them, or make somebody else the owner of one.`,
    ),
  ownerOnly: () => new DomainError('denied', 'owner_only', 'Only an owner of this publisher can do this.'),
}
