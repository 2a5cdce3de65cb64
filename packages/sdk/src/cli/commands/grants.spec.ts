import { describe, expect, it } from 'vitest'
import { extensionDetail, install, me, page } from '../../../test/fake-answers.ts'
import { json, startFakeServer } from '../../../test/fake-server.ts'
import { runGrantry } from '../../../test/run-grantry.ts'

const INSTALLS = '/v1/workspaces/home/installs'
const INSTALLED = `${INSTALLS}/${install().id}`
const GRANTS = `${INSTALLED}/grants`
const ENDED = {
  scope: { paths: ['/notes/**'] },
  sentence: 'Read everything in /notes of this workspace',
  grantedAt: '2026-01-02T03:04:05.000Z',
  at: '2026-01-02T04:04:05.000Z',
}

/** Read access whose time is over, write access for a year. */
const grants = () => {
  const { grants } = install(['entries.write'])
  return grants.map((grant) =>
    grant.id === 'entries.read'
      ? { ...grant, ended: ENDED }
      : { ...grant, grantedAt: '2998-01-01T00:00:00.000Z', expiresAt: '2998-01-08T00:00:00.000Z' },
  )
}

async function start() {
  const body = { ...install(), grants: grants() }
  const answer = () => ({ body })
  const server = await startFakeServer({
    'GET /v1/me': () => ({ body: me() }),
    'GET /v1/extensions/wordstats': () => ({ body: extensionDetail() }),
    [`GET ${INSTALLS}`]: () => ({ body: page([install()]) }),
    [`POST ${INSTALLS}`]: () => ({ status: 201, body: install() }),
    [`GET ${INSTALLED}`]: answer,
    [`PUT ${GRANTS}/entries.read`]: answer,
    [`PUT ${GRANTS}/entries.write`]: answer,
    [`DELETE ${GRANTS}/entries.read`]: answer,
    [`DELETE ${GRANTS}/entries.write`]: answer,
  })
  const env = { GRANTRY_SERVER: server.url, GRANTRY_TOKEN: 't' }
  const changes = () =>
    server.requests
      .filter(({ method, path }) => path.startsWith(GRANTS) && method !== 'GET')
      .map((request) => [
        request.method,
        request.path.slice(GRANTS.length + 1),
        request.body.length === 0 ? null : json(request),
      ])
  return { server, changes, run: (...args: string[]) => runGrantry(args, { env }) }
}

describe('grantry grants', () => {
  it('lists what was granted until when, and what is over', async () => {
    const { run } = await start()
    const { stdout } = await run('grants', 'list', 'wordstats')
    expect(stdout).toMatch(/^PERMISSION +ASKED +STATE +UNTIL \(UTC\) +WHAT IT ALLOWS$/m)
    expect(stdout).toMatch(/^entries\.read +required +over +2026-01-02 04:04:05 +Read everything in \/notes/m)
    expect(stdout).toMatch(/^entries\.write +optional +granted +2998-01-08 00:00:00 \(\d+ days left\)/m)
  })

  it('gives one permission, narrower and for a time', async () => {
    const { run, changes } = await start()
    expect(await run('grants', 'give', 'wordstats', 'entries.read={"paths":["/a"]}', '--for', '7d')).toMatchObject({
      code: 0,
    })
    await run('grants', 'give', 'wordstats', 'entries.write')
    expect(changes()).toEqual([
      ['PUT', 'entries.read', { scope: { paths: ['/a'] }, expiresInSeconds: 604_800 }],
      ['PUT', 'entries.write', {}],
    ])
  })

  it('renews what is over, as far and for as long as it was', async () => {
    const { run, changes } = await start()
    await run('grants', 'renew', 'wordstats')
    await run('grants', 'renew', 'wordstats', '--for', '30m')
    await run('grants', 'renew', 'wordstats', 'entries.write')
    expect(changes()).toEqual([
      ['PUT', 'entries.read', { scope: ENDED.scope, expiresInSeconds: 3_600 }],
      ['PUT', 'entries.read', { scope: ENDED.scope, expiresInSeconds: 1_800 }],
      ['PUT', 'entries.write', { expiresInSeconds: 604_800 }],
    ])
  })

  it('takes back what is named', async () => {
    const { run, changes } = await start()
    await run('grants', 'revoke', 'wordstats', 'entries.read', 'entries.write')
    expect(changes()).toEqual([
      ['DELETE', 'entries.read', null],
      ['DELETE', 'entries.write', null],
    ])
  })

  it.each([
    [['give', 'wordstats', 'nonsense'], 'not a permission'],
    [['give', 'wordstats', 'entries.read', '--for', 'ever'], '30m, 12h, 7d or 2w'],
    [['give', 'wordstats', 'entries.read', '--for', '0d'], '30m, 12h, 7d or 2w'],
    [['revoke', 'wordstats', 'everything'], 'not a permission'],
    [['renew', 'wordstats', 'network'], 'not granted for a time'],
  ])('refuses %j', async (args, message) => {
    const { run, changes } = await start()
    expect(await run('grants', ...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
    expect(changes()).toEqual([])
  })
})

describe('grantry uses', () => {
  const at = '2026-01-02T03:04:05.000Z'
  const used = {
    permission: 'network',
    title: 'Connect to the internet',
    state: 'granted',
    grantedAt: at,
    expiresAt: null,
    unused: false,
    allowed: 42,
    denied: 2,
    firstUsedAt: at,
    lastUsedAt: at,
    lastDeniedAt: at,
    daily: [],
    targets: [
      { target: 'api.example.org', sentence: 'Called api.example.org 41 times', allowed: 41, denied: 0, lastAt: at },
      { target: 'evil\u001b.org', sentence: '', allowed: 0, denied: 2, lastAt: at },
    ],
    others: { sentence: 'Sent requests once', allowed: 1, denied: 0 },
  }
  const unused = {
    permission: 'entries.write',
    title: 'Create and change files',
    state: 'granted',
    grantedAt: at,
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

  it('tells what was done, by target, and points out what never was', async () => {
    const server = await startFakeServer({
      'GET /v1/me': () => ({ body: me() }),
      [`GET ${INSTALLS}`]: () => ({ body: page([install()]) }),
      [`GET ${INSTALLED}/uses`]: () => ({ body: { since: at, items: [used, unused] } }),
    })
    const { stdout, stderr } = await runGrantry(['uses', 'wordstats'], {
      env: { GRANTRY_SERVER: server.url, GRANTRY_TOKEN: 't' },
    })
    expect(stdout.split('\n')).toEqual([
      'Connect to the internet (network), granted: used 42 times, first 2026-01-02 03:04:05, last 2026-01-02 03:04:05, refused 2 times',
      '  Called api.example.org 41 times, last 2026-01-02 03:04:05',
      '  Refused for evil\\u001b.org 2 times, last 2026-01-02 03:04:05',
      '  Besides: Sent requests once',
      expect.stringMatching(/^Create and change files \(entries\.write\), granted: never used, granted \d+ days ago$/),
      '',
    ])
    expect(stderr).toContain('grantry grants revoke wordstats entries.write')
  })
})

describe('grantry install --for', () => {
  it('grants all of it for a time', async () => {
    const { run, server } = await start()
    expect(await run('install', 'wordstats', '--grant-required', '--for', '1h')).toMatchObject({ code: 0 })
    const installs = server.requests.filter(({ method, path }) => method === 'POST' && path === INSTALLS).map(json)
    expect(installs).toMatchObject([{ grants: [{ permission: 'entries.read', expiresInSeconds: 3_600 }] }])
  })
})
