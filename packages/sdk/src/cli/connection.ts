import type { Me } from '@grantry/contract'
import { createClient, type Client } from '../client/index.ts'
import { CliError, notSignedIn, usageError } from './cli.errors.ts'
import { fetchFrom } from './fetch-from.ts'
import type { Run } from './run.ts'
import { rememberWorkspace, speaksForAccount } from './settings.ts'

/** A client that speaks for whoever is signed in. Throws when nobody is. */
export function connect({ settings: { server, token } }: Run): Client {
  if (token === null) throw notSignedIn(server)
  return clientWithToken(server, token)
}

/** A client for what everybody may see, as whoever is signed in or as nobody. */
export const connectAsAnybody = ({ settings: { server, token } }: Run): Client =>
  token === null ? createClient({ baseUrl: server, fetch: fetchFrom(server) }) : clientWithToken(server, token)

export const clientWithToken = (server: string, token: string): Client =>
  createClient({ baseUrl: server, token, fetch: fetchFrom(server) })

/**
 * The workspace of a command: the one that was named or remembered, or else the only one there is. The first one that
 * is used becomes the remembered one, if it is one of the account's: what is merely named may be misspelt, or belong to whoever
 * `GRANTRY_TOKEN` speaks for.
 */
export async function chooseWorkspace({ settings }: Run, client: Client): Promise<string> {
  const { workspace: named, account } = settings
  const remembers = speaksForAccount(settings) && account?.workspace === undefined
  if (named !== null && !remembers) return named
  const { workspaces } = await client.auth.me()
  const chosen = named ?? onlyOf(workspaces)
  if (remembers && workspaces.some(({ id, slug }) => chosen === slug || chosen === id))
    await rememberWorkspace(settings, chosen)
  return chosen
}

function onlyOf(workspaces: Me['workspaces']): string {
  const [only, ...others] = workspaces
  if (only === undefined)
    throw new CliError({
      exit: 'usage',
      code: 'no_workspace',
      detail: 'You have no workspace yet',
      hint: 'Run grantry workspaces create <name>',
    })
  if (others.length > 0)
    throw usageError(
      'Which workspace?',
      `Add --workspace ${workspaces.map(({ slug }) => slug).join(' or --workspace ')}`,
    )
  return only.slug
}
