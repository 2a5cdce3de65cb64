import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer, Person } from '../test/person.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { anApprovedVersion, anInstall, aWorkspace, freshName } from '../test/stories.ts'
import { coreCode } from '../test/wat.ts'

let server: TestServer
let owner: Person
let workspace: string
beforeAll(async () => {
  server = await startTestServer()
  const tenant = await aWorkspace(server)
  owner = tenant.person
  workspace = tenant.workspace
})
afterAll(() => server.close())

/** More fuel than a deadline leaves time for: only SIGKILL ends its loop, and the sandbox with it. */
const STUCK = { fuel: 100_000_000_000, deadlineMs: 100 }

async function anInstallOf(id: string, limits: Record<string, number>): Promise<string> {
  const operations = ['loop', 'echo'].map((name) => ({ type: 'query', name, export: name }))
  await anApprovedVersion(server, { code: coreCode('conformance'), manifest: { id, operations, limits } })
  return (await anInstall(server, id, [], { person: owner, workspace })).install.id
}

/** Calls again when it is told to, as clients do. */
async function callPatiently(method: string, input: unknown): Promise<Answer> {
  for (;;) {
    const answer = await owner.call(workspace, method, input)
    if (answer.status !== 503) return answer
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    await new Promise((resume) => setTimeout(resume, 200))
  }
}

describe('an install that keeps ending its sandbox', () => {
  const id = freshName('stuck')
  const neighbour = freshName('neighbour')
  let base: string
  let neighbourBase: string
  beforeAll(async () => {
    base = `/v1/workspaces/${workspace}/installs/${await anInstallOf(id, STUCK)}`
    neighbourBase = `/v1/workspaces/${workspace}/installs/${await anInstallOf(neighbour, {})}`
  })

  it('is suspended after the fifth time, with a reason that its owner can read', async () => {
    for (let loss = 1; loss <= 5; loss += 1) {
      expect((await callPatiently(`${id}:loop`, {})).body.code).toBe('deadline_exceeded')
    }
    await expect.poll(async () => (await owner.get(base)).body.status).toBe('suspended')
    const install = (await owner.get(base)).body
    expect(install.suspendedReason).toMatch(/ended its sandbox 5 times within 10 minutes/)
    const [line] = (await owner.get(`${base}/logs?level=error`)).body.items
    expect(line).toMatchObject({ source: 'host', code: 'install_suspended', message: expect.stringMatching(/5 times/) })
  })

  it('does not run any more, and says why', async () => {
    const answer = await owner.call(workspace, `${id}:echo`, 'hello')
    expect([answer.status, answer.body.code]).toEqual([409, 'install_suspended'])
    expect(answer.body.detail).toMatch(/5 times within 10 minutes/)
    const callable = (await owner.get(`/v1/workspaces/${workspace}/operations`)).body.items
    expect(callable.map(({ extension }: { extension: string }) => extension)).not.toContain(id)
  })

  it('leaves the other installs of its workspace as they were', async () => {
    const answer = await callPatiently(`${neighbour}:echo`, 'well')
    expect([answer.status, answer.body]).toEqual([200, 'well'])
    expect((await owner.get(neighbourBase)).body).toMatchObject({ status: 'active', suspendedReason: null })
  })

  it('is resumed by an admin of the workspace, and by nobody else', async () => {
    const stranger = await server.person()
    expect((await stranger.post(`${base}/resume`)).status).toBe(404)
    const resumed = await owner.post(`${base}/resume`)
    expect([resumed.status, resumed.body.status, resumed.body.suspendedReason]).toEqual([200, 'active', null])
    // Its deadline is short, and a fresh sandbox on a busy machine may need longer than that.
    await expect.poll(async () => (await callPatiently(`${id}:echo`, 'again')).body, { timeout: 30_000 }).toBe('again')
  })

  it('can be resumed only when it is suspended', async () => {
    const answer = await owner.post(`${neighbourBase}/resume`)
    expect([answer.status, answer.body.code]).toEqual([409, 'install_not_suspended'])
  })
})
