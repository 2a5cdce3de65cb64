import type { ProblemIssue, TokenScope } from '@grantry/contract'
import { DomainError } from '../../kernel/domain-error.ts'

/** Codes for what the framework itself refuses, before any domain is asked. */
export const FRAMEWORK_CODES: Record<number, { code: string; detail: string }> = {
  400: {
    code: 'bad_request',
    detail: 'The request could not be read. Check that the body is JSON and the address is well formed.',
  },
  404: { code: 'no_such_route', detail: 'There is nothing at this address.' },
  405: { code: 'method_not_allowed', detail: 'This address does not answer to that method.' },
  413: { code: 'body_too_large', detail: 'The body of the request is too large.' },
  414: { code: 'address_too_long', detail: 'The address is too long, or a name in it is.' },
  415: { code: 'unsupported_media_type', detail: 'This address does not take a body of that content type.' },
  429: { code: 'too_many_requests', detail: 'Too many requests. Wait a moment and try again.' },
}

export const httpErrors = {
  signInNeeded: () =>
    new DomainError('unauthenticated', 'unauthenticated', 'Please sign in, or send a token as Authorization: Bearer.'),
  metricsClosed: () =>
    new DomainError(
      'unauthenticated',
      'unauthenticated',
      'These figures are for those who send GRANTRY_METRICS_TOKEN as Authorization: Bearer.',
    ),
  tokenNotAllowed: () =>
    new DomainError('denied', 'token_not_allowed', 'Tokens cannot do this. Sign in with a browser session instead.'),
  tokenLimited: () =>
    new DomainError(
      'denied',
      'token_limited',
      'This token opens one workspace alone and cannot do this. Use a token for all workspaces, or a browser session.',
    ),
  scopeMissing: (scope: TokenScope) =>
    new DomainError('denied', 'scope_missing', `This token lacks the scope "${scope}". Make one that has it.`),
  adminOnly: () => new DomainError('denied', 'admin_only', 'Only an admin of this server can do this.'),
  csrf: () =>
    new DomainError(
      'denied',
      'csrf_token_invalid',
      'The request lacks a valid x-csrf-token. Reload the page and try again.',
    ),
  foreignOrigin: () =>
    new DomainError('denied', 'foreign_origin', 'The request came from another site and was refused.'),
  invalidInput: (issues: ProblemIssue[]) =>
    new DomainError(
      'invalid',
      'invalid_input',
      `The input is not right: ${issues[0]?.path ?? '$'}: ${issues[0]?.message ?? 'invalid'}`,
      { issues },
    ),
  badAddress: () => new DomainError('invalid', 'bad_request', 'The address has a zero character (%00) in it.'),
  unsupportedMediaType: () =>
    new DomainError(
      'unsupported',
      'unsupported_media_type',
      'Send the body as JSON, with content-type application/json.',
    ),
  /** Nobody reads it; it keeps a broken connection from being counted as a fault of ours. */
  hungUp: (cause: unknown) =>
    new DomainError('invalid', 'request_incomplete', 'The connection ended before the request was complete.', {
      cause,
    }),
  databaseAway: (cause: unknown) =>
    new DomainError(
      'unavailable',
      'database_unavailable',
      'The database does not answer right now. Try again shortly.',
      {
        cause,
        retryAfterSeconds: 2,
      },
    ),
  tooManyRequests: (retryAfterSeconds: number) =>
    new DomainError('limit', 'too_many_requests', `Too many requests. Try again in ${retryAfterSeconds} s.`, {
      retryAfterSeconds,
    }),
}
