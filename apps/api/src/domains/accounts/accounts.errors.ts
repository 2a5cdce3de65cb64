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
  noProvider: () =>
    new DomainError('not_found', 'no_provider', 'This server has no provider to sign in with. Use a password.'),
  /** The cause is for the log: what a provider says is not for whoever tries. */
  providerFailed: (cause?: unknown) =>
    new DomainError(
      'unavailable',
      'provider_failed',
      'The provider did not let you in, or does not answer. Try again.',
      {
        cause,
      },
    ),
  attemptExpired: () =>
    new DomainError(
      'gone',
      'attempt_expired',
      'This sign-in took too long, or was begun in another browser. Try again.',
    ),
  providerEmailUnverified: () =>
    new DomainError(
      'denied',
      'provider_email_unverified',
      'The provider does not vouch for your e-mail address. Confirm it there, or make an account with a password.',
    ),
  accountExists: () =>
    new DomainError(
      'conflict',
      'account_exists',
      'There is an account with your e-mail address already. Sign in to it, and connect the provider on the account page.',
    ),
  identityTaken: () =>
    new DomainError('conflict', 'identity_taken', 'This identity of the provider is connected with another account.'),
  alreadyConnected: () =>
    new DomainError('conflict', 'already_connected', 'Your account is connected with the provider already.'),
  notConnected: () => new DomainError('not_found', 'not_connected', 'Your account is not connected with the provider.'),
  lastWayIn: () =>
    new DomainError(
      'conflict',
      'last_way_in',
      'The provider is your only way in. Set a password first, with a link that is sent to you.',
    ),
  emailDiffers: () => new DomainError('refused', 'email_differs', 'This is not the address of your account.'),
  /** Every reason at once, so that nobody has to come back for each. */
  accountNeeded: (reasons: string[]) =>
    new DomainError('conflict', 'account_needed', 'Others need your account still.', {
      issues: reasons.map((message) => ({ path: '$', message })),
    }),
  tokenNotFound: () => notFound('token'),
  tooManyTokens: () =>
    new DomainError('limit', 'too_many_tokens', 'You have 50 tokens. Revoke one that you no longer need.'),
}
