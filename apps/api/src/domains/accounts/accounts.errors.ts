import { DomainError, notFound } from '../../kernel/domain-error.ts'

export const accountsErrors = {
  emailTaken: () =>
    new DomainError(
      'conflict',
      'email_taken',
      'There is already an account with this e-mail address. Sign in instead.',
    ),
  /** The same for an unknown address and a wrong password. */
  wrongCredentials: () =>
    new DomainError('unauthenticated', 'wrong_credentials', 'The e-mail address or the password is not right.'),
  sessionExpired: () =>
    new DomainError('unauthenticated', 'session_expired', 'The session has ended. Please sign in again.'),
  tokenInvalid: () => new DomainError('unauthenticated', 'token_invalid', 'The token is unknown, revoked or expired.'),
  reviewNeedsAdmin: () =>
    new DomainError('denied', 'scope_not_yours', 'Only admins can make tokens with the scope "review".'),
  tokenNotFound: () => notFound('token'),
  tooManyTokens: () =>
    new DomainError('limit', 'too_many_tokens', 'You have 50 tokens. Revoke one that you no longer need.'),
}
