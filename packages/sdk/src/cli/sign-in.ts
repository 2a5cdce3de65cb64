import { hostname } from 'node:os'
import type { TokenScope } from '@grantry/contract'
import { createClient } from '../client/index.ts'
import type { Account } from './config-file.ts'
import { clientWithToken } from './connection.ts'
import { fetchFrom } from './fetch-from.ts'
import { fetchWithCookies } from './fetch-with-cookies.ts'

/** What the token may do and for how long; what is left out is the server's choice. */
export interface TokenWishes {
  scopes?: TokenScope[]
  expiresInDays?: number
}

/**
 * Trades an e-mail address and a password for a token of its own. The session made for that is ended again, so that
 * nothing but the token remains. Throws a ProblemError.
 */
export async function createAccountToken(
  server: string,
  credentials: { email: string; password: string },
  wishes: TokenWishes,
): Promise<Account> {
  let csrfToken: string | null = null
  const client = createClient({ baseUrl: server, fetch: fetchWithCookies(fetchFrom(server)), csrf: () => csrfToken })
  const session = await client.auth.signIn(credentials)
  csrfToken = session.csrfToken
  const { id, token } = await client.auth.createToken({ name: `grantry on ${hostname()}`.slice(0, 80), ...wishes })
  await client.auth.signOut()
  return { token, tokenId: id, email: session.user.email }
}

/** The account a token belongs to. Throws a ProblemError for a token that is not valid. */
export async function accountOfToken(server: string, token: string): Promise<Account> {
  const { user } = await clientWithToken(server, token).auth.me()
  return { token, email: user.email }
}
