import { readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createdToken, me, page, USER, uuid, workspace } from '../../../test/fake-answers.ts'
import { json, problem, startFakeServer, type Routes } from '../../../test/fake-server.ts'
import { temporaryFolder } from '../../../test/project-folder.ts'
import { runGrantry, runOnTerminal } from '../../../test/run-grantry.ts'

/** A server with one account, whose session needs its cookie and its CSRF token, as the real one's does. */
const SIGN_IN: Routes = {
  'POST /v1/auth/sign-in': (request) => {
    const { email, password } = json(request) as Record<string, string>
    if (email !== USER.email || password !== 'correct horse')
      return problem(401, 'invalid_credentials', 'The e-mail address or the password is wrong')
    return { headers: { 'set-cookie': 'sid=abc=; Path=/; HttpOnly' }, body: { user: USER, csrfToken: 'csrf-1' } }
  },
  'POST /v1/tokens': ({ headers }) =>
    headers.cookie === 'sid=abc=' && headers['x-csrf-token'] === 'csrf-1'
      ? { status: 201, body: createdToken('gry_secret') }
      : problem(403, 'csrf', 'No session'),
  'POST /v1/auth/sign-out': () => ({ status: 204 }),
  'GET /v1/me': ({ headers }) =>
    headers.authorization === 'Bearer gry_secret'
      ? { body: me({ workspaces: ['home', 'work'] }) }
      : problem(401, 'unauthenticated', 'The token is not valid'),
  'GET /v1/workspaces': () => ({ body: page([workspace('home'), workspace('work', 2)]) }),
  'POST /v1/workspaces': (request) => ({ status: 201, body: { ...workspace('new'), ...(json(request) as object) } }),
}

const account = async (routes: Routes = {}) => {
  const server = await startFakeServer({ ...SIGN_IN, ...routes })
  const config = join(await temporaryFolder(), 'deep', 'config.json')
  const env = { GRANTRY_SERVER: server.url, GRANTRY_CONFIG: config }
  const login = () =>
    runGrantry(['login', '--email', USER.email, '--password-stdin'], { env, input: 'correct horse\n' })
  return { server, config, env, login }
}

describe('grantry login', () => {
  it('stores a token, readable by its owner alone, and ends the session it was made with', async () => {
    const { server, config, login } = await account()
    expect(await login()).toMatchObject({ code: 0, stdout: `Signed in to ${server.url} as ada@example.org\n` })
    const stored = JSON.parse(await readFile(config, 'utf8'))
    expect(stored.accounts[server.url]).toMatchObject({ token: 'gry_secret', email: 'ada@example.org' })
    expect(JSON.stringify(stored)).not.toContain('correct horse')
    expect((await stat(config)).mode & 0o777).toBe(0o600)
    expect(server.requests.map(({ path }) => path)).toEqual(['/v1/auth/sign-in', '/v1/tokens', '/v1/auth/sign-out'])
  })

  it('keeps the token when the session cannot be ended', async () => {
    const { config, login } = await account({ 'POST /v1/auth/sign-out': () => problem(503, 'unavailable', 'Later') })
    expect((await login()).code).toBe(0)
    expect(await readFile(config, 'utf8')).toContain('gry_secret')
  })

  it('revokes a token that it cannot store, and says why', async () => {
    const revocation = `DELETE /v1/tokens/${createdToken('').id}`
    const { server } = await account({ [revocation]: () => ({ status: 204 }) })
    const folder = await temporaryFolder()
    await symlink(join(folder, 'nowhere'), join(folder, 'gone'))
    const env = { GRANTRY_SERVER: server.url, GRANTRY_CONFIG: join(folder, 'gone', 'config.json') }
    const outcome = await runGrantry(['login', '--email', USER.email, '--password-stdin'], {
      env,
      input: 'correct horse\n',
    })
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining('Set GRANTRY_CONFIG') })
    expect(server.requests.map(({ method, path }) => `${method} ${path}`).slice(1)).toEqual([
      'POST /v1/tokens',
      revocation,
      'POST /v1/auth/sign-out',
    ])
  })

  it('revokes the token that the new one takes the place of, whatever comes of that', async () => {
    let ids = 0
    const { server, login, config } = await account({
      'POST /v1/tokens': () => ({ status: 201, body: { ...createdToken(`gry_${(ids += 1)}`), id: uuid(ids) } }),
      [`DELETE /v1/tokens/${uuid(1)}`]: () => problem(404, 'not_found', 'Revoked already'),
      [`DELETE /v1/tokens/${uuid(2)}`]: () => ({ status: 204 }),
    })
    for (let round = 0; round < 3; round += 1) expect((await login()).code).toBe(0)
    const revoked = server.requests.filter(({ method }) => method === 'DELETE').map(({ path }) => path)
    expect(revoked).toEqual([`/v1/tokens/${uuid(1)}`, `/v1/tokens/${uuid(2)}`])
    expect(await readFile(config, 'utf8')).toContain('gry_3')
  })

  it('asks on a terminal, and does not show the password', async () => {
    const { server, env, config } = await account()
    const dialogue = [
      ['E-mail address', USER.email],
      ['Password', 'correct horse'],
    ] as const
    const { code, stdout } = await runOnTerminal(['login'], dialogue, { env })
    expect({ code, signedIn: stdout.includes('Signed in to') }).toEqual({ code: 0, signedIn: true })
    expect(stdout).not.toContain('correct')
    expect(JSON.parse(await readFile(config, 'utf8')).server).toBe(server.url)
  })

  it('does not ask where nobody can answer', async () => {
    const { env } = await account()
    expect(await runGrantry(['login'], { env })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--password-stdin'),
    })
  })

  it('stores nothing for a wrong password', async () => {
    const { env, config } = await account()
    const outcome = await runGrantry(['login', '--email', USER.email, '--password-stdin'], { env, input: 'wrong' })
    expect(outcome).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('password is wrong') })
    await expect(stat(config)).rejects.toThrow('ENOENT')
  })

  it('makes a token that may do less and ends sooner', async () => {
    const { server, env } = await account()
    const wishes = ['--scope', 'read', 'call', '--days', '7']
    const args = ['login', ...wishes, '--email', USER.email, '--password-stdin']
    expect(await runGrantry(args, { env, input: 'correct horse' })).toMatchObject({ code: 0 })
    const asked = server.requests.find(({ path }) => path === '/v1/tokens')
    expect(asked && json(asked)).toMatchObject({ scopes: ['read', 'call'], expiresInDays: 7 })
    expect(await runGrantry(['login', '--scope', 'everything'], { env })).toMatchObject({ code: 2 })
    expect(await runGrantry([...args, '--days', 'many'], { env, input: 'correct horse' })).toMatchObject({ code: 2 })
  })

  it('makes a token that opens one workspace alone, and makes that the default', async () => {
    const home = { id: '00000000-0000-4000-8000-000000000101', slug: 'home', name: 'Home' }
    const made = { ...createdToken('gry_secret'), workspace: home }
    const server = await startFakeServer({
      ...SIGN_IN,
      'POST /v1/workspaces/home/tokens': () => ({ status: 201, body: made }),
    })
    const config = join(await temporaryFolder(), 'config.json')
    const env = { GRANTRY_SERVER: server.url, GRANTRY_CONFIG: config }
    const args = ['login', '--only', 'home', '--email', USER.email, '--password-stdin', '--scope']
    const outcome = await runGrantry([...args, 'read', 'export'], { env, input: 'correct horse' })
    expect(outcome.stdout).toBe(`Signed in to ${server.url} as ada@example.org, in home alone\n`)
    const asked = server.requests.find(({ path }) => path === '/v1/workspaces/home/tokens')
    expect(asked && json(asked)).toMatchObject({ scopes: ['read', 'export'] })
    expect(JSON.parse(await readFile(config, 'utf8')).accounts[server.url]).toMatchObject({ workspace: 'home' })
    const refused = await runGrantry([...args, 'publish'], { env, input: 'correct horse' })
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot have the scope publish') })
    for (const wish of [['--only', 'home'], ['--scope', 'read'], ['--email', USER.email], ['--password-stdin']]) {
      const useless = await runGrantry(['login', ...wish], { env: { ...env, GRANTRY_TOKEN: 'gry_secret' } })
      expect(useless).toMatchObject({ code: 2, stderr: expect.stringContaining(`Leave out ${wish[0]}`) })
    }
    expect(server.requests.at(-1)?.path).toBe('/v1/auth/sign-out')
  })

  it('stores a given token once the server knows it', async () => {
    const { env, config } = await account()
    expect(await runGrantry(['login', '--token', 'gry_unknown'], { env })).toMatchObject({ code: 3 })
    expect(await runGrantry(['login', '--token', 'gry_secret'], { env })).toMatchObject({ code: 0 })
    expect(await readFile(config, 'utf8')).toContain('gry_secret')
  })
})

describe('grantry whoami', () => {
  it('spells out what a name could do to a terminal', async () => {
    const body = { ...me(), user: { ...USER, name: 'Ada\u001b[2J' } }
    const server = await startFakeServer({ 'GET /v1/me': () => ({ body }) })
    const { stdout } = await runGrantry(['whoami'], { env: { GRANTRY_SERVER: server.url, GRANTRY_TOKEN: 't' } })
    expect(stdout).toContain('Ada\\u001b[2J <')
  })

  it('says who is signed in', async () => {
    const { env, login } = await account()
    await login()
    const { stdout } = await runGrantry(['whoami'], { env })
    expect(stdout).toContain('Ada <ada@example.org>')
    expect(stdout).toContain('workspaces: home (owner), work (owner)')
    expect(stdout).toContain('token: tool, may read, call, ends 2027-01-02 03:04:05 UTC')
    expect(stdout).not.toContain('not confirmed')
  })

  it('says when the address is not confirmed', async () => {
    const unconfirmed = { ...me({}), user: { ...USER, emailVerified: false } }
    const server = await startFakeServer({ 'GET /v1/me': () => ({ body: unconfirmed }) })
    const { stdout } = await runGrantry(['whoami'], { env: { GRANTRY_SERVER: server.url, GRANTRY_TOKEN: 'gry_1' } })
    expect(stdout).toContain('e-mail address: not confirmed')
  })

  it('prints JSON for machines', async () => {
    const { server, env, login } = await account()
    await login()
    const { stdout } = await runGrantry(['whoami', '--json'], { env })
    expect(JSON.parse(stdout)).toMatchObject({ server: server.url, user: USER, publishers: [{ slug: 'acme' }] })
  })

  it('ends with 3 for nobody', async () => {
    const { env } = await account()
    expect(await runGrantry(['whoami'], { env })).toEqual({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(/^error: You are not signed in to .*\nRun grantry login, or set GRANTRY_TOKEN\n$/),
    })
  })

  it('takes a token from the environment before a stored one', async () => {
    const { env, login } = await account()
    await login()
    const outcome = await runGrantry(['whoami'], { env: { ...env, GRANTRY_TOKEN: 'gry_expired' } })
    expect(outcome).toMatchObject({ code: 3, stderr: expect.stringContaining('(unauthenticated, request req-1)') })
  })
})

describe('grantry logout', () => {
  it('revokes the token and forgets it', async () => {
    const server = await startFakeServer({
      ...SIGN_IN,
      'DELETE /v1/tokens/00000000-0000-4000-8000-000000000400': () => ({ status: 204 }),
    })
    const config = join(await temporaryFolder(), 'config.json')
    const env = { GRANTRY_SERVER: server.url, GRANTRY_CONFIG: config }
    await runGrantry(['login', '--email', USER.email, '--password-stdin'], { env, input: 'correct horse' })
    const { stdout } = await runGrantry(['logout', '--json'], { env })
    expect(JSON.parse(stdout)).toEqual({ server: server.url, revoked: true })
    expect(await readFile(config, 'utf8')).not.toContain('gry_secret')
  })

  it('forgets a token that cannot be revoked, and says so', async () => {
    const { env, config, login } = await account()
    await login()
    const outcome = await runGrantry(['logout'], { env })
    expect(outcome).toMatchObject({ code: 0, stderr: expect.stringContaining('was not revoked') })
    expect(await readFile(config, 'utf8')).not.toContain('gry_secret')
  })
})

describe('grantry workspaces', () => {
  it('remembers the one to use', async () => {
    const { env, login } = await account()
    await login()
    expect(await runGrantry(['workspaces', 'use', 'nowhere'], { env })).toMatchObject({ code: 5 })
    expect(await runGrantry(['workspaces', 'use', 'work'], { env })).toMatchObject({ code: 0 })
    const { stdout } = await runGrantry(['workspaces', 'list'], { env })
    expect(stdout).toMatch(/^\* +work/m)
    expect(stdout).toMatch(/^ +home/m)
  })

  it('remembers the first one that is created', async () => {
    const { env, login } = await account()
    await login()
    expect(await runGrantry(['workspaces', 'create', 'My notes', '--slug', 'notes'], { env })).toMatchObject({
      code: 0,
    })
    const { stdout } = await runGrantry(['whoami', '--json'], { env })
    expect(JSON.parse(stdout).workspace).toBe('notes')
  })
})

describe('the workspace that is used first', () => {
  const remembered = async (env: Record<string, string>) =>
    JSON.parse((await runGrantry(['whoami', '--json'], { env })).stdout).workspace

  it('is remembered when the account has it, and not when it is misspelt', async () => {
    const { env, login } = await account()
    await login()
    expect(await runGrantry(['jobs', 'list', '--workspace', 'wrok'], { env })).toMatchObject({ code: 5 })
    expect(await remembered(env)).toBeNull()
    await runGrantry(['jobs', 'list', '--workspace', 'work'], { env })
    expect(await remembered(env)).toBe('work')
  })

  it('is not remembered for the account when a token of the environment speaks', async () => {
    const { env, login } = await account()
    await login()
    await runGrantry(['jobs', 'list', '--workspace', 'work'], { env: { ...env, GRANTRY_TOKEN: 'gry_of_another' } })
    expect(await remembered(env)).toBeNull()
  })

  it('cannot be set for a token of the environment, which has none', async () => {
    const { env, login } = await account()
    await login()
    const use = await runGrantry(['workspaces', 'use', 'work'], { env: { ...env, GRANTRY_TOKEN: 'gry_of_another' } })
    expect(use).toMatchObject({ code: 2, stderr: expect.stringContaining('GRANTRY_WORKSPACE') })
    expect(await remembered(env)).toBeNull()
  })

  it('leaves the default server as it is', async () => {
    const { env, login, config, server } = await account()
    await login()
    const stored = JSON.parse(await readFile(config, 'utf8'))
    await writeFile(config, JSON.stringify({ ...stored, server: 'https://grantry.example.org' }))
    await runGrantry(['jobs', 'list', '--workspace', 'work', '--server', server.url], { env })
    expect(await remembered(env)).toBe('work')
    expect(JSON.parse(await readFile(config, 'utf8')).server).toBe('https://grantry.example.org')
  })

  it('is not kept for the next person who signs in here', async () => {
    const { env, login, config } = await account()
    await login()
    await runGrantry(['workspaces', 'use', 'work'], { env })
    const stored = await readFile(config, 'utf8')
    await writeFile(config, stored.replace(USER.email, 'grace@example.org'))
    await login()
    expect(await remembered(env)).toBeNull()
    await runGrantry(['workspaces', 'use', 'work'], { env })
    await login()
    expect(await remembered(env)).toBe('work')
  })
})

describe('the configuration', () => {
  it('is named when it is damaged', async () => {
    const config = join(await temporaryFolder(), 'config.json')
    await writeFile(config, '{')
    const outcome = await runGrantry(['whoami'], { env: { GRANTRY_CONFIG: config } })
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining(config) })
  })

  it('is named when it cannot be read, with what to do', async () => {
    const config = await temporaryFolder()
    const outcome = await runGrantry(['whoami', '--json'], { env: { GRANTRY_CONFIG: config } })
    expect(outcome.code).toBe(1)
    expect(outcome.stderr).toContain(config)
    expect(outcome.stderr).toContain('GRANTRY_CONFIG')
    expect(outcome.stderr).not.toContain('unexpected')
  })
})
