import type { CreateToken, SignIn, SignUp } from '@grantry/contract'
import { path } from './path.ts'
import type { Transport } from './transport.ts'

/** Accounts, the session and the tokens of the person who is signed in. */
export const authResource = ({ json, send }: Transport) => ({
  /** Makes an account and starts its session. */
  signUp: (body: SignUp) => json({ method: 'POST', path: '/v1/auth/sign-up', body }, 'Session'),
  /** Starts a session; the answer sets its cookie. A wrong address and a wrong password fail alike. */
  signIn: (body: SignIn) => json({ method: 'POST', path: '/v1/auth/sign-in', body }, 'Session'),
  signOut: () => send({ method: 'POST', path: '/v1/auth/sign-out' }),
  /** Who is asking. Fails with 401 `unauthenticated` for nobody. */
  me: (signal?: AbortSignal) => json({ method: 'GET', path: '/v1/me', signal }, 'Me'),
  listTokens: () => json({ method: 'GET', path: '/v1/tokens' }, 'TokenPage'),
  /** The answer is the only one that ever holds the token itself. */
  createToken: (body: CreateToken) => json({ method: 'POST', path: '/v1/tokens', body }, 'CreatedToken'),
  revokeToken: (id: string) => send({ method: 'DELETE', path: path`/v1/tokens/${id}` }),
})
