import { DomainError, notFound } from '../../kernel/domain-error.ts'

export const ratingsErrors = {
  notFound: () => notFound('rating'),
  mayNotRate: (why: string) => new DomainError('denied', 'may_not_rate', why),
  hidden: () =>
    new DomainError(
      'conflict',
      'rating_hidden',
      'An admin of this server has hidden your rating. Until an admin shows it again you can change it, but not delete it.',
    ),
  decided: () =>
    new DomainError('conflict', 'rating_decided', 'Another admin has decided about it meanwhile. Look at it again.'),
  tooManyRatings: () =>
    new DomainError('limit', 'too_many_ratings', 'You have rated many extensions today. Try again tomorrow.'),
  tooManyReports: () =>
    new DomainError('limit', 'too_many_reports', 'You have reported many ratings today. Try again tomorrow.'),
  ownRating: () => new DomainError('denied', 'own_rating', 'This is your own rating: change it or delete it instead.'),
}
