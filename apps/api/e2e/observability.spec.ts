import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../test/server.ts'
import { anApprovedVersion, anInstall, freshName, type InstallStory } from '../test/stories.ts'

let server: TestServer
let story: InstallStory
const id = freshName('seen')
beforeAll(async () => {
  server = await startTestServer()
  const code = 'export const echo = (input) => input; export const fail = () => { throw new Error("no") }'
  const operations = ['echo', 'fail'].map((name) => ({ type: 'query', name, export: name }))
  await anApprovedVersion(server, { code, manifest: { id, operations } })
  story = await anInstall(server, id, [])
})
afterAll(() => server.close())

const call = (name: string) => story.person.call(story.workspace, `${id}:${name}`, {})
const metrics = async () => (await fetch(`${server.url}/metrics`)).text()

/** The value of a figure; 0 when it is not there yet. */
const valueOf = (text: string, figure: string): number =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${figure} `))
      ?.slice(figure.length + 1) ?? 0,
  )

describe('a call of an extension', () => {
  it('tells where its time went', async () => {
    const answer = await call('echo')
    const ms = '\\d+\\.\\d{3}'
    expect(answer.headers.get('server-timing')).toMatch(
      new RegExp(`^queue;dur=${ms}, load;dur=${ms}, run;dur=${ms}, host;dur=${ms}$`),
    )
  })

  it('is measured, with its fuel and its time by stage', async () => {
    const before = await metrics()
    await call('echo')
    await call('fail')
    const after = await metrics()
    const growth = (figure: string) => valueOf(after, figure) - valueOf(before, figure)
    expect(growth('grantry_operation_fuel_count')).toBe(2)
    expect(growth('grantry_operation_fuel_sum')).toBeGreaterThan(0)
    for (const stage of ['queue', 'load', 'run', 'host'])
      expect(growth(`grantry_operation_seconds_count{stage="${stage}"}`)).toBe(2)
    expect(growth('grantry_operation_calls_total{outcome="guest_error"}')).toBe(1)
  })

  it('leaves a sandbox that is counted', async () => {
    await call('echo')
    const text = await metrics()
    expect(valueOf(text, 'grantry_sandboxes')).toBe(1)
    expect(valueOf(text, 'grantry_sandboxes_lost')).toBe(0)
    expect(valueOf(text, 'grantry_calls_active')).toBe(0)
    expect(valueOf(text, 'grantry_calls_waiting')).toBe(0)
    expect(text).toMatch(/^grantry_sandboxes_warm \d+$/m)
  })
})

describe('figures of a server with a token for them', () => {
  const token = 'figures-for-us-alone'
  let closed: TestServer
  beforeAll(async () => {
    closed = await startTestServer({ GRANTRY_METRICS_TOKEN: token })
  })
  afterAll(() => closed.close())
  const ask = (authorization?: string) =>
    fetch(`${closed.url}/metrics`, { headers: authorization === undefined ? {} : { authorization } })

  it.each([[undefined], [token], ['Bearer'], ['Bearer figures-for-all'], [`Basic ${token}`], [`Bearer ${token}x`]])(
    'are not for one who shows %j',
    async (authorization) => {
      const answer = await ask(authorization)
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
      expect(await answer.json()).toMatchObject({ code: 'unauthenticated' })
    },
  )

  it('are for one who shows the token', async () => {
    const answer = await ask(`Bearer ${token}`)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('grantry_http_request_seconds')
    expect((await fetch(`${closed.url}/readyz`)).status).toBe(200)
  })
})
