import { join } from 'node:path'
import { expect } from 'vitest'
import { fetchWithCookies } from '../src/cli/fetch-with-cookies.ts'
import { createClient, type Client } from '../src/client/index.ts'
import { temporaryFolder } from './project-folder.ts'
import { ADMIN } from './real-server.ts'
import { runGrantry, type RunOptions } from './run-grantry.ts'

export const PASSWORD = 'correct horse'

/** A person with a command line of their own. */
export async function personAt(server: string, email: string) {
  await createClient({ baseUrl: server }).auth.signUp({ email, password: PASSWORD, name: 'Ada' })
  const env = { GRANTRY_SERVER: server, GRANTRY_CONFIG: join(await temporaryFolder(), 'config.json') }
  const run = (args: readonly string[], options: RunOptions = {}) => runGrantry(args, { ...options, env })
  const signedIn = await run(['login', '--email', email, '--password-stdin'], { input: PASSWORD })
  expect(signedIn).toMatchObject({ code: 0 })
  /** Runs a command that must succeed, for its JSON. */
  const result = async (...args: string[]) => {
    const outcome = await run([...args, '--json'])
    expect(outcome, outcome.stderr).toMatchObject({ code: 0 })
    return JSON.parse(outcome.stdout)
  }
  return { run, result }
}

export async function adminOf(server: string): Promise<Client> {
  let csrfToken: string | null = null
  const client = createClient({ baseUrl: server, fetch: fetchWithCookies(fetch), csrf: () => csrfToken })
  csrfToken = (await client.auth.signIn(ADMIN)).csrfToken
  return client
}
