import { hostname } from 'node:os'
import { createClient } from '../client/index.ts'
import type { Account } from './config-file.ts'
import { clientWithToken } from './connection.ts'
import { fetchFrom } from './fetch-from.ts'
import { fetchWithCookies } from './fetch-with-cookies.ts'

/**
 * Trades an e-mail address and a password for a token of its own. The session made for that is ended again, so that
 * nothing but the token remains. Throws a ProblemError.
 */
export async function createAccountToken(server: string, email: string, password: string): Promise<Account> {
  let csrfToken: string | null = null
  const client = createClient({ baseUrl: server, fetch: fetchWithCookies(fetchFrom(server)), csrf: () => csrfToken })
  const session = await client.auth.signIn({ email, password })
  csrfToken = session.csrfToken
  const { id, token } = await client.auth.createToken({ name: `grantry on ${hostname()}`.slice(0, 80) })
  await client.auth.signOut()
  return { token, tokenId: id, email: session.user.email }
}

/** The account a token belongs to. Throws a ProblemError for a token that is not valid. */
export async function accountOfToken(server: string, token: string): Promise<Account> {
  const { user } = await clientWithToken(server, token).auth.me()
  return { token, email: user.email }
}
