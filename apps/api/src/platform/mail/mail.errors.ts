import { DomainError, notFound } from '../../kernel/domain-error.ts'

export const mailErrors = {
  notFound: () => notFound('mail'),
  notFailed: () =>
    new DomainError(
      'conflict',
      'mail_not_failed',
      'This mail was sent or still waits: only one that failed is sent again.',
    ),
}
