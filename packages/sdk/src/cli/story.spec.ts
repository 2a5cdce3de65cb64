import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createClient, type Client } from '../client/index.ts'
import { projectWith, temporaryFolder } from '../../test/project-folder.ts'
import { ADMIN, serverIsBuilt, startRealServer } from '../../test/real-server.ts'
import { runGrantry, type RunOptions } from '../../test/run-grantry.ts'
import { fetchWithCookies } from './fetch-with-cookies.ts'

const PASSWORD = 'correct horse'

/** A person with a command line of their own. */
async function personAt(server: string, email: string) {
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

async function adminOf(server: string): Promise<Client> {
  let csrfToken: string | null = null
  const client = createClient({ baseUrl: server, fetch: fetchWithCookies(fetch), csrf: () => csrfToken })
  csrfToken = (await client.auth.signIn(ADMIN)).csrfToken
  return client
}

const SOURCE = `
import { action, defineExtension, PlatformError, query, Type } from '@grantry/sdk'
export default defineExtension({
  queries: {
    shout: query({
      input: Type.Object({ path: Type.String() }),
      output: Type.Object({ text: Type.String() }),
      async run({ path }, ctx) {
        const { text } = await ctx.entries.get({ path, content: 'text' })
        ctx.log.info('shouting ' + path)
        return { text: text.toUpperCase() }
      },
    }),
  },
  actions: {
    note: action({
      input: Type.Object({ text: Type.String() }),
      output: Type.Object({ code: Type.String() }),
      async run({ text }, ctx) {
        try {
          await ctx.entries.create({ path: '/shouts.txt', text })
          return { code: 'written' }
        } catch (error) {
          if (error instanceof PlatformError) return { code: error.code }
          throw error
        }
      },
    }),
  },
})`

const MANIFEST = {
  id: 'shouter',
  name: 'Shouter',
  version: '1.0.0',
  description: 'Shouts what a file says',
  permissions: [
    { id: 'entries.read', reason: 'To read what is shouted' },
    { id: 'entries.write', reason: 'To note what was shouted', optional: true },
  ],
}

describe.runIf(serverIsBuilt)('the story of an extension on a real server', () => {
  it(
    'is published, reviewed, installed with consent, called, denied, logged and removed',
    { timeout: 180_000 },
    async () => {
      const server = await startRealServer(onTestFinished)
      const { run, result } = await personAt(server, 'ada@example.org')
      const project = await projectWith({ 'extension.json': MANIFEST, 'src/extension.ts': SOURCE })

      await result('publishers', 'create', 'acme', 'Acme')
      const published = await result('publish', project)
      expect(published).toMatchObject({ extension: 'shouter', status: 'submitted', publisher: 'acme' })
      expect(await run(['publish', project])).toMatchObject({ code: 6 })
      await result('workspaces', 'create', 'Home', '--slug', 'home')
      expect(await run(['install', 'shouter', '--grant-required'])).toMatchObject({ code: 5 })

      await (await adminOf(server)).reviews.approve(published.reviewId)
      expect(await result('status', 'shouter@1.0.0')).toMatchObject([{ status: 'approved' }])

      expect(await run(['install', 'shouter', '--yes'])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('entries.read'),
      })
      const installed = await result('install', 'shouter', '--grant', 'entries.read={"paths":["/public/**"]}')
      expect(installed.grants).toMatchObject([{ granted: true }, { granted: false }])

      await result('action', 'entries.create', '--path', '/public/a.txt', '--text', 'hello')
      await result('action', 'entries.create', '--path', '/private/b.txt', '--text', 'secret')
      expect(await result('query', 'shouter:shout', '--path', '/public/a.txt')).toEqual({ text: 'HELLO' })
      const denied = await run(['query', 'shouter:shout', '--path', '/private/b.txt'])
      expect(denied).toMatchObject({ code: 4, stderr: expect.stringContaining('does not cover') })
      expect(JSON.parse(denied.stdout)).toMatchObject({ code: 'permission_denied' })
      expect(await result('action', 'shouter:note', '--text', 'x')).toEqual({ code: 'permission_denied' })
      expect(await run(['query', 'shouter:shout', '{"path": 1}'])).toMatchObject({
        code: 6,
        stderr: expect.stringContaining('$.path'),
      })

      const { stdout: log } = await run(['logs', 'shouter'])
      expect(log).toContain('info  shouting /public/a.txt')
      expect(log).toContain('platform permission_denied')

      await result('uninstall', 'shouter', '--yes')
      expect(await run(['query', 'shouter:shout', '--path', '/public/a.txt'])).toMatchObject({ code: 5 })
      await result('logout')
      expect(await run(['whoami'])).toMatchObject({ code: 3 })
    },
  )
})
