import type {
  ChangeEmail,
  ChangePassword,
  CloseAccount,
  ConfirmEmail,
  RequestPasswordReset,
  ResetPassword,
  UpdateAccount,
} from '@grantry/contract'
import { path } from './path.ts'
import type { Transport } from './transport.ts'

/**
 * The account of the person who is signed in, and the ways back into it. Everything that is not about a mailed link or
 * the list of providers needs a cookie session. Pages load it when they need it: `api.with(accountResource)`.
 */
export const accountResource = ({ json, send, text, url }: Transport) => ({
  get: () => json({ method: 'GET', path: '/v1/account' }, 'Account'),
  update: (body: UpdateAccount) => json({ method: 'PATCH', path: '/v1/account', body }, 'User'),
  /** Sends a link to the new address; nothing changes until it is used. */
  changeEmail: (body: ChangeEmail) => send({ method: 'PUT', path: '/v1/account/email', body }),
  /** Gives up the address that waits to be confirmed. */
  withdrawEmail: () => send({ method: 'DELETE', path: '/v1/account/email' }),
  /** Sends another link that confirms the address. */
  sendVerification: () => send({ method: 'POST', path: '/v1/account/verification' }),
  /** Ends every session; this browser gets a new one, with another CSRF token. */
  changePassword: (body: ChangePassword) => json({ method: 'PUT', path: '/v1/account/password', body }, 'Session'),
  listSessions: () => json({ method: 'GET', path: '/v1/account/sessions' }, 'OpenSessionPage'),
  revokeSession: (id: string) => send({ method: 'DELETE', path: path`/v1/account/sessions/${id}` }),
  revokeOtherSessions: () => send({ method: 'DELETE', path: '/v1/account/sessions' }),

  /** Succeeds whether there is such an account or not. */
  requestPasswordReset: (body: RequestPasswordReset) => send({ method: 'POST', path: '/v1/auth/password-reset', body }),
  /** Uses a mailed link; ends every session. Fails with 410 `link_invalid`. */
  resetPassword: (body: ResetPassword) => send({ method: 'POST', path: '/v1/auth/password-reset/finish', body }),
  /** Uses a mailed link. Fails with 410 `link_invalid`. */
  confirmEmail: (body: ConfirmEmail) =>
    json({ method: 'POST', path: '/v1/auth/confirm-email', body }, 'ConfirmedEmail'),

  /** Providers to sign in with, beside a password. */
  listProviders: () => json({ method: 'GET', path: '/v1/auth/providers' }, 'SignInProviderPage'),
  /** Where a browser goes to sign in with the provider; it comes back to `next`, a path of the store. */
  signInUrl: (next: string) => url({ path: '/v1/auth/provider/start', query: { next } }),
  /** Where this browser goes to connect its account with the provider. */
  connectProvider: () => json({ method: 'POST', path: '/v1/account/identity' }, 'ProviderRedirect'),
  disconnectProvider: () => send({ method: 'DELETE', path: '/v1/account/identity' }),

  /** Everything that is kept of the person, as JSON text. */
  exportData: () => text({ method: 'GET', path: '/v1/account/export' }),
  /** Cannot be undone. Fails with 409 `account_needed` while others depend on it. */
  close: (body: CloseAccount) => send({ method: 'POST', path: '/v1/account/close', body }),

  /** Mails that the server has sent or is to send; for its admins. */
  /** Tries a mail once more that could not be sent. */
  sendAgain: (id: string) => send({ method: 'POST', path: path`/v1/admin/outbox/${id}/send` }),
  outbox: (cursor?: string) => json({ method: 'GET', path: '/v1/admin/outbox', query: { cursor } }, 'Outbox'),
})
