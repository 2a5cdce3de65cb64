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
  sessionNotFound: () => notFound('session'),
  emailUnverified: () =>
    new DomainError(
      'denied',
      'email_unverified',
      'Please confirm your e-mail address first: use the link that was sent to you, or ask for another one on the account page.',
    ),
  emailVerifiedAlready: () =>
    new DomainError('conflict', 'email_verified', 'This e-mail address is confirmed already. There is nothing to do.'),
  linkInvalid: () =>
    new DomainError(
      'gone',
      'link_invalid',
      'This link has been used, has expired or was replaced. Ask for another one.',
    ),
  tooManyMails: () =>
    new DomainError('limit', 'too_many_mails', 'Several mails are on their way already. Look again in an hour.', {
      retryAfterSeconds: 3_600,
    }),
  /** Not `unauthenticated`: the session is fine, and clients would throw it away. */
  wrongPassword: () => new DomainError('refused', 'wrong_password', 'The present password is not right.'),
  noPassword: () =>
    new DomainError(
      'refused',
      'no_password',
      'This account has no password yet. Have a link sent to you to set one, and come back.',
    ),
  setByConfiguration: () =>
    new DomainError(
      'conflict',
      'set_by_configuration',
      'Address and password of this admin are set where the server is started, with GRANTRY_ADMIN_EMAIL and GRANTRY_ADMIN_PASSWORD.',
    ),
  sameEmail: () => new DomainError('refused', 'same_email', 'This is the address of the account already.'),
  tokenNotFound: () => notFound('token'),
  tooManyTokens: () =>
    new DomainError('limit', 'too_many_tokens', 'You have 50 tokens. Revoke one that you no longer need.'),
}
