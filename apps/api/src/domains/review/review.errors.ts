import { DomainError, notFound } from '../../kernel/domain-error.ts'

export const reviewErrors = {
  notFound: () => notFound('review'),
  versionNotFound: () => notFound('version'),
  fileNotFound: () => notFound('file'),
  alreadyDecided: () =>
    new DomainError('conflict', 'review_decided', 'This version has been decided already. Reload to see the decision.'),
}
