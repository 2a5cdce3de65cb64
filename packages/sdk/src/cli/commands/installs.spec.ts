import { describe, expect, it } from 'vitest'
import {
  extensionDetail,
  install,
  logLine,
  me,
  NOW,
  page,
  versionDetail,
  workspace,
} from '../../../test/fake-answers.ts'
import { json, sse, startFakeServer, type Routes } from '../../../test/fake-server.ts'
import { runGrantry, runOnTerminal, type Dialogue } from '../../../test/run-grantry.ts'

const INSTALLS = '/v1/workspaces/home/installs'
const INSTALLED = `${INSTALLS}/${install().id}`

const ROUTES: Routes = {
  'GET /v1/me': () => ({ body: me() }),
  'GET /v1/extensions/wordstats': () => ({ body: extensionDetail() }),
  'GET /v1/extensions/wordstats/versions/0.9.0': () => ({ body: versionDetail({ version: '0.9.0' }) }),
  'POST /v1/workspaces': () => ({ status: 201, body: workspace('fresh') }),
  'POST /v1/workspaces/fresh/installs': () => ({ status: 201, body: install() }),
  [`POST ${INSTALLS}`]: (request) => {
    const { grants } = json(request) as { grants: { permission: string }[] }
    return { status: 201, body: install(grants.map(({ permission }) => permission)) }
  },
  [`GET ${INSTALLS}`]: () => ({ body: page([install()]) }),
  [`DELETE ${INSTALLED}`]: () => ({ status: 204 }),
}

const UNUSED = {
  permission: 'entries.write',
  title: 'Create and change files',
  state: 'granted',
  grantedAt: NOW,
  expiresAt: null,
  unused: true,
  allowed: 0,
  denied: 0,
  firstUsedAt: null,
  lastUsedAt: null,
  lastDeniedAt: null,
  daily: [],
  targets: [],
  others: null,
}

async function start(routes: Routes = ROUTES) {
  const server = await startFakeServer(routes)
  const env = { GRANTRY_SERVER: server.url, GRANTRY_TOKEN: 't' }
  /** Bodies of the installs that were asked for. */
  const installs = () =>
    server.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/installs')).map(json)
  return {
    server,
    installs,
    run: (...args: string[]) => runGrantry(args, { env }),
    talk: (args: string[], dialogue: Dialogue) => runOnTerminal(args, dialogue, { env }),
  }
}

describe('grantry update', () => {
  const [read, write] = versionDetail().permissions
  const from = (granted: string[]) => ({
    ...ROUTES,
    [`GET ${INSTALLED}`]: () => ({ body: { ...install(granted), updateAvailable: '1.1.0' } }),
    'GET /v1/extensions/wordstats/versions/1.1.0': () => ({ body: versionDetail({ version: '1.1.0' }) }),
    [`POST ${INSTALLED}/update`]: () => ({ body: { ...install(), version: '1.1.0' } }),
    [`GET ${INSTALLED}/uses`]: () => ({ body: { since: NOW, items: [UNUSED] } }),
  })
  const updates = (server: Awaited<ReturnType<typeof startFakeServer>>) =>
    server.requests.filter(({ path }) => path.endsWith('/update')).map(json)

  it('asks nothing when the version asks for what is granted, and keeps it', async () => {
    const { run, server } = await start(from(['entries.read']))
    expect(await run('update', 'wordstats')).toMatchObject({
      code: 0,
      stdout: 'Updated wordstats from 1.0.0 to 1.1.0\n',
      stderr: expect.stringContaining('Never used: grantry grants revoke wordstats entries.write takes it back'),
    })
    expect(updates(server)).toEqual([{ version: '1.1.0', grants: [{ permission: read!.id }] }])
  })

  it('changes nothing without consent to what is new', async () => {
    const { run, server } = await start(from([]))
    expect(await run('update', 'wordstats', '--yes')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--grant entries.read'),
    })
    expect(updates(server)).toEqual([])
  })

  it('shows what is new and takes yes for consent', async () => {
    const { talk, server } = await start(from(['entries.write']))
    const { code } = await talk(['update', 'wordstats'], [['Grant 1 permission and update in home?', 'y']])
    expect(code).toBe(0)
    const grants = [{ permission: write!.id }, { permission: read!.id }]
    expect(updates(server)).toEqual([{ version: '1.1.0', grants }])
  })

  it('says so when there is nothing newer', async () => {
    const { run, server } = await start({ ...ROUTES, [`GET ${INSTALLED}`]: () => ({ body: install() }) })
    expect(await run('update', 'wordstats')).toMatchObject({ code: 0, stdout: 'wordstats 1.0.0 is up to date\n' })
    expect(updates(server)).toEqual([])
  })
})

describe('grantry install', () => {
  it('installs nothing that nobody has consented to', async () => {
    for (const flags of [[], ['--yes'], ['--json'], ['--grant', 'entries.write']]) {
      const { run, installs } = await start()
      const outcome = await run('install', 'wordstats', ...flags)
      expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining('--grant-required') })
      expect(installs()).toEqual([])
    }
  })

  it('grants what is required when it is told to, and nothing else', async () => {
    const { run, installs } = await start()
    const outcome = await run('install', 'wordstats', '--grant-required')
    expect(outcome).toMatchObject({ code: 0, stdout: 'Installed wordstats 1.0.0 in home, with 1 permission\n' })
    expect(installs()).toEqual([{ extension: 'wordstats', version: '1.0.0', grants: [{ permission: 'entries.read' }] }])
  })

  it('grants in a narrower scope', async () => {
    const { run, installs } = await start()
    const scope = { paths: ['/notes/**'] }
    await run(
      'install',
      'wordstats@0.9.0',
      '--grant',
      `entries.read=${JSON.stringify(scope)}`,
      '--grant',
      'entries.write',
    )
    const grants = [{ permission: 'entries.read', scope }, { permission: 'entries.write' }]
    expect(installs()).toEqual([{ extension: 'wordstats', version: '0.9.0', grants }])
  })

  it.each([
    ['nonsense', 'not a permission'],
    ['network', 'does not ask for network'],
    ['entries.read={', 'line 1, column 2'],
    ['entries.read=[]', 'not a JSON object'],
  ])('refuses --grant %s', async (grant, message) => {
    const { run, installs } = await start()
    expect(await run('install', 'wordstats', '--grant', grant)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    })
    expect(installs()).toEqual([])
  })

  it('makes a workspace only when it is told to', async () => {
    const { run, server } = await start()
    expect(
      await run('install', 'wordstats', '--grant-required', '--workspace', 'fresh', '--create-workspace'),
    ).toMatchObject({ code: 0 })
    const posts = server.requests.filter(({ method }) => method === 'POST').map(({ path }) => path)
    expect(posts).toEqual(['/v1/workspaces', '/v1/workspaces/fresh/installs'])
    expect(await run('install', 'wordstats', '--grant-required', '--create-workspace')).toMatchObject({ code: 2 })
  })

  it('shows a person what is asked for, in plain words, and takes yes for consent', async () => {
    const { talk, installs } = await start()
    const { code, stdout } = await talk(
      ['install', 'wordstats'],
      [
        ['Also allow the optional “Create and change files”', 'y'],
        ['Grant 2 permissions and install in home?', 'yes'],
      ],
    )
    expect(code).toBe(0)
    expect(stdout).toContain('Read all files of this workspace')
    expect(stdout).toContain('Publisher’s reason: To count words')
    expect(stdout).toContain('required · medium risk')
    expect(installs()).toMatchObject([{ grants: [{ permission: 'entries.read' }, { permission: 'entries.write' }] }])
  })

  it('leaves optional permissions out by default, and takes Enter for no', async () => {
    const { talk, installs } = await start()
    const { code } = await talk(
      ['install', 'wordstats'],
      [
        ['Also allow', ''],
        ['Grant 1 permission and install', 'y'],
      ],
    )
    expect(code).toBe(0)
    expect(installs()).toMatchObject([{ grants: [{ permission: 'entries.read' }] }])
    const declined = await start()
    const outcome = await declined.talk(['install', 'wordstats', '--grant-required'], [['install in home?', '']])
    expect(outcome).toMatchObject({ code: 130, stdout: expect.stringContaining('Nothing was installed') })
    expect(declined.installs()).toEqual([])
  })

  it('ends with 5 for an extension that is not there', async () => {
    const { run } = await start()
    expect(await run('install', 'nothing')).toMatchObject({ code: 5 })
  })
})

describe('grantry uninstall', () => {
  it('removes after a yes, and only then', async () => {
    const { run, talk, server } = await start()
    const removals = () => server.requests.filter(({ method }) => method === 'DELETE').length
    expect(await run('uninstall', 'wordstats')).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') })
    expect(await talk(['uninstall', 'wordstats'], [['Remove wordstats 1.0.0', 'n']])).toMatchObject({ code: 130 })
    expect(removals()).toBe(0)
    expect(await run('uninstall', 'wordstats', '--yes')).toMatchObject({
      code: 0,
      stdout: 'Removed wordstats from home\n',
    })
    expect(removals()).toBe(1)
  })

  it('ends with 5 for what is not installed', async () => {
    const { run } = await start()
    expect(await run('uninstall', 'hello', '--yes')).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('not installed'),
    })
  })
})

describe('grantry resume', () => {
  it('lets a suspended extension run again', async () => {
    const { run } = await start({ ...ROUTES, [`POST ${INSTALLED}/resume`]: () => ({ body: install() }) })
    expect(await run('resume', 'wordstats')).toMatchObject({ code: 0, stdout: 'wordstats 1.0.0 runs again in home\n' })
  })
})

describe('grantry logs', () => {
  const newestFirst = [3, 2, 1].map((id) => logLine(id, `line ${id}`))
  const paged: Routes = {
    ...ROUTES,
    [`GET ${INSTALLED}/logs`]: ({ query }) => ({
      body: query.get('cursor') === null ? page(newestFirst.slice(0, 2), 'more') : page(newestFirst.slice(2)),
    }),
  }

  it('shows the oldest line first, over all pages', async () => {
    const { run } = await start(paged)
    const { stdout } = await run('logs', 'wordstats')
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.slice(-6)),
    ).toEqual(['line 1', 'line 2', 'line 3'])
  })

  it('stops at the number of lines that was asked for, and passes the level on', async () => {
    const { run, server } = await start(paged)
    await run('logs', 'wordstats', '--lines', '2', '--level', 'warn')
    const queries = server.requests.filter(({ path }) => path.endsWith('/logs')).map(({ query }) => query.toString())
    expect(queries).toEqual(['level=warn&limit=2'])
  })

  it('shows the log of an install that was removed, by its id', async () => {
    const { run } = await start({
      ...paged,
      [`GET ${INSTALLS}`]: () => ({ body: page([]) }),
      [`GET ${INSTALLED}`]: () => ({ body: { ...install(), status: 'removed' } }),
    })
    expect(await run('logs', 'wordstats')).toMatchObject({ code: 5 })
    expect(await run('logs', install().id)).toMatchObject({ code: 0, stdout: expect.stringContaining('line 3') })
  })

  it('prints a line of JSON for each line of the log', async () => {
    const { run } = await start(paged)
    const { stdout } = await run('logs', 'wordstats', '--json')
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).id),
    ).toEqual(['1', '2', '3'])
  })

  it('prints nothing that could take over the terminal, and marks what the platform says', async () => {
    const lines = [logLine(1, 'a\u001b[2Jb', { source: 'host', code: 'permission_denied', level: 'warn' })]
    const { run } = await start({ ...ROUTES, [`GET ${INSTALLED}/logs`]: () => ({ body: page(lines) }) })
    const { stdout } = await run('logs', 'wordstats')
    expect(stdout).toBe('2026-01-02T03:04:05.000Z warn  platform permission_denied: a\\u001b[2Jb\n')
  })

  it('lets no line of an extension pass for another one', async () => {
    const lines = [logLine(1, `a\n${NOW} error forged`)]
    const { run } = await start({ ...ROUTES, [`GET ${INSTALLED}/logs`]: () => ({ body: page(lines) }) })
    expect((await run('logs', 'wordstats')).stdout).toBe(`${NOW} info  a\n    ${NOW} error forged\n`)
  })

  it('follows new lines, each once, through a connection that is lost', async () => {
    const late = (id: number) => sse('lines', { items: [logLine(id, `late ${id}`)] }, String(id))
    async function* untilCtrlC() {
      yield late(3)
      await new Promise(() => undefined)
    }
    const connections = [[late(2)], untilCtrlC()]
    const { talk, server } = await start({
      ...ROUTES,
      [`GET ${INSTALLED}/logs`]: () => ({ body: page([logLine(1, 'first')]) }),
      [`GET ${INSTALLED}/logs/events`]: () => ({ events: connections.shift() ?? [] }),
    })
    const { stdout } = await talk(['logs', 'wordstats', '--follow'], [['late 3', '\u0003']])
    expect(stdout.match(/first|late \d/g)).toEqual(['first', 'late 2', 'late 3'])
    const asked = server.requests.filter(({ path }) => path.endsWith('/events'))
    expect(asked.map(({ query, headers }) => [query.get('after'), headers['last-event-id']])).toEqual([
      ['1', undefined],
      ['1', '2'],
    ])
  })

  it('refuses a number of lines that is none', async () => {
    const { run } = await start(paged)
    expect(await run('logs', 'wordstats', '--lines', 'many')).toMatchObject({ code: 2 })
  })
})
