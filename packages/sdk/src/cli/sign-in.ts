import { hostname } from 'node:os'
import {
  type CreatedToken,
  type Session,
  type TokenScope,
  WORKSPACE_TOKEN_SCOPES,
  type WorkspaceTokenScope,
} from '@grantry/contract'
import { usageError } from './cli.errors.ts'
import { type Client, createClient } from '../client/index.ts'
import type { Account } from './config-file.ts'
import { clientWithToken } from './connection.ts'
import { fetchFrom } from './fetch-from.ts'
import { fetchWithCookies } from './fetch-with-cookies.ts'

export interface Credentials {
  email: string
  password: string
}

/** What the token may do, for how long, and the one workspace it opens; what is left out is the server's choice. */
export interface TokenWishes {
  scopes?: TokenScope[]
  expiresInDays?: number
  workspace?: string
}

/**
 * Does what no token may do. The session made for that is ended again, whatever comes of it; one that cannot be ended is
 * left to end by itself, since what was done with it is done. Throws a ProblemError.
 */
export async function withSession<T>(
  server: string,
  credentials: Credentials,
  work: (client: Client, session: Session) => Promise<T>,
): Promise<T> {
  let csrfToken: string | null = null
  const client = createClient({ baseUrl: server, fetch: fetchWithCookies(fetchFrom(server)), csrf: () => csrfToken })
  const session = await client.auth.signIn(credentials)
  csrfToken = session.csrfToken
  try {
    return await work(client, session)
  } finally {
    await client.auth.signOut().catch(() => {})
  }
}

/**
 * Trades an e-mail address and a password for a token of its own: nothing else remains. One that `keep` could not keep is
 * revoked, since nobody knows it; otherwise the one that was known before is, for the same reason. Throws a
 * ProblemError, or what `keep` threw.
 */
export const createAccountToken = (
  server: string,
  credentials: Credentials,
  wishes: TokenWishes,
  { keep, known }: { keep: (account: Account) => Promise<void>; known: Account | null },
): Promise<Account> =>
  withSession(server, credentials, async (client, { user }) => {
    const { id, token, workspace } = await createToken(client, wishes)
    const account = { token, tokenId: id, email: user.email, ...(workspace !== null && { workspace: workspace.slug }) }
    try {
      await keep(account)
    } catch (error) {
      await client.auth.revokeToken(id).catch(() => {})
      throw error
    }
    if (known?.tokenId !== undefined && known.email === user.email)
      await client.auth.revokeToken(known.tokenId).catch(() => {})
    return account
  })

function createToken(client: Client, { workspace, scopes, expiresInDays }: TokenWishes): Promise<CreatedToken> {
  const wish = { name: `grantry on ${hostname()}`.slice(0, 80), expiresInDays }
  if (workspace === undefined) return client.auth.createToken({ ...wish, scopes })
  return client.workspaces.createToken(workspace, { ...wish, scopes: scopes?.map(inWorkspace) })
}

function inWorkspace(scope: TokenScope): WorkspaceTokenScope {
  const known = WORKSPACE_TOKEN_SCOPES.find((possible) => possible === scope)
  if (known !== undefined) return known
  const possible = WORKSPACE_TOKEN_SCOPES.join(', ')
  throw usageError(`A token that opens one workspace cannot have the scope ${scope}`, `It can have: ${possible}`)
}

/** The account a token belongs to. Throws a ProblemError for a token that is not valid. */
export async function accountOfToken(server: string, token: string): Promise<Account> {
  const { user, token: own } = await clientWithToken(server, token).auth.me()
  return { token, email: user.email, ...(own?.workspace && { workspace: own.workspace.slug }) }
}
