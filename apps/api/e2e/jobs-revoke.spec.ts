import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { query } from '../test/stored.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { anApprovedVersion, anInstall, aPublisher, freshName } from '../test/stories.ts'
import { Worker, workerPackage } from '../test/worker.ts'

const READ = { permission: 'entries.read' }
const WRITE = { permission: 'entries.write' }
const RUN = { permission: 'jobs.run' }

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

/** A job that has made 15 of 30 items and waits for an entry, asking for it again and again. */
async function halfDone(worker: Worker) {
  const to = `/${freshName('run')}`
  const gate = { at: 15, path: `${to}-gate` }
  const { id } = await worker.dispatch('make', { folder: to, count: 30, gate })
  await worker.until(id, ({ message }) => message === '15 of 30')
  return { id, to, gate: gate.path, open: () => worker.put(gate.path) }
}

describe('a job whose install', () => {
  it.each([
    ['loses the permission for what it does next', [RUN, WRITE], /Read files.*entries\.read/],
    ['loses a permission in part', [RUN, WRITE, { ...READ, scope: { paths: ['/elsewhere/**'] } }], /entries\.read/],
    ['loses the permission to run jobs', [READ, WRITE], /Run work in the background.*jobs\.run/],
  ])('%s is paused at its next host call, and goes on when it is granted again', async (_, grants, message) => {
    const worker = await Worker.install(server)
    const { id, to, open } = await halfDone(worker)
    await worker.grant(grants)
    const paused = await worker.untilState(id, 'paused', 'failed', 'completed')
    expect(paused).toMatchObject({ state: 'paused', reason: { code: 'permission_revoked' }, attempts: 0 })
    expect(paused.reason?.message).toMatch(message)
    expect(paused.runs).toMatchObject([{ outcome: 'stopped', reason: { code: 'permission_revoked' } }])
    await open()
    await worker.grant([READ, WRITE, RUN])
    await worker.tell(id, 'resume')
    expect(await worker.untilEnded(id)).toMatchObject({ state: 'completed', counters: { items: '30' } })
    expect(await worker.names(to)).toHaveLength(30)
  })

  it('loses a permission is not resumed without it', async () => {
    const worker = await Worker.install(server)
    const { id, open } = await halfDone(worker)
    await worker.grant([RUN, WRITE])
    await worker.untilState(id, 'paused')
    const { status, body } = await worker.tell(id, 'resume')
    expect([status, body.code]).toEqual([409, 'permission_revoked'])
    expect(body.detail).toContain('entries.read')
    expect((await worker.job(id)).state).toBe('paused')
    await open()
    await worker.grant([READ, WRITE, RUN])
    await worker.tell(id, 'resume')
    expect((await worker.untilEnded(id)).state).toBe('completed')
  })

  it('had a permission for a time is paused when that is over, and goes on when it is given anew', async () => {
    const worker = await Worker.install(server)
    await worker.grant([RUN, WRITE, { ...READ, expiresInSeconds: 3_600 }])
    const { id, to, open } = await halfDone(worker)
    const over = `UPDATE grants SET expires_at = now() WHERE install_id = $1 AND expires_at IS NOT NULL`
    await query(server, over, [worker.story.install.id])
    const paused = await worker.untilState(id, 'paused', 'failed', 'completed')
    expect(paused).toMatchObject({ state: 'paused', reason: { code: 'permission_expired' } })
    expect(paused.reason?.message).toMatch(/Read files.*entries\.read.*was granted until 20/)
    const refused = await worker.tell(id, 'resume')
    expect([refused.status, refused.body.code]).toEqual([409, 'permission_expired'])
    await open()
    const install = `${worker.base}/installs/${worker.story.install.id}`
    await worker.story.person.put(`${install}/grants/entries.read`, { expiresInSeconds: 3_600 })
    await worker.tell(id, 'resume')
    expect((await worker.untilEnded(id)).state).toBe('completed')
    expect(await worker.names(to)).toHaveLength(30)
  })

  it('is granted only a part of what was taken back pauses again where it needs the rest', async () => {
    const worker = await Worker.install(server)
    const { id, open } = await halfDone(worker)
    await worker.grant([RUN, WRITE])
    await worker.untilState(id, 'paused')
    await worker.grant([RUN, WRITE, { ...READ, scope: { paths: ['/elsewhere/**'] } }])
    await worker.tell(id, 'resume')
    const paused = await worker.until(id, ({ runs, state }) => runs.length === 2 && state !== 'running')
    expect(paused).toMatchObject({ state: 'paused', reason: { code: 'permission_revoked' } })
    await open()
    await worker.grant([READ, WRITE, RUN])
    await worker.tell(id, 'resume')
    expect((await worker.untilEnded(id)).state).toBe('completed')
  })

  it('may no longer call another extension is paused at its next call', async () => {
    const callee = await Worker.install(server)
    const operation = `action:${callee.id}:query.input.v1`
    const permissions = [{ id: 'extensions.call', scope: { operations: [operation] } }]
    const worker = await Worker.install(server, { permissions }, { tenant: callee.story })
    const payload = { method: 'query:test.ping.v1', payload: { message: 'x' } }
    const { id } = await worker.dispatch('ask', { method: operation, payload, times: 100_000 })
    while ((await worker.lines(id)).length === 0) continue
    await worker.grant([])
    const paused = await worker.untilState(id, 'paused', 'failed', 'completed')
    expect(paused).toMatchObject({ state: 'paused', reason: { code: 'permission_revoked' } })
    expect(paused.reason?.message).toContain('extensions.call')
  })

  it('loses a permission that the job does not need goes on', async () => {
    const worker = await Worker.install(server)
    const { id } = await worker.dispatch('ask', { method: 'query:test.ping.v1', payload: { message: 'x' }, times: 200 })
    await worker.untilState(id, 'running')
    await worker.grant([RUN])
    expect((await worker.untilEnded(id)).state).toBe('completed')
  })

  it('never had a permission is told so, and goes on', async () => {
    const worker = await Worker.install(server)
    const payload = { path: '/credentials' }
    const job = await worker.run('ask', { method: 'query:credentials.get.v1', payload })
    expect(job.state).toBe('completed')
    expect(await worker.lines(job.id)).toEqual(['unknown_method'])
  })

  it('is suspended is paused, and goes on by itself when the install may run again', async () => {
    const worker = await Worker.install(server)
    const [stopped, waited] = [await halfDone(worker), await halfDone(worker)]
    await worker.tell(waited.id, 'pause')
    await worker.untilState(waited.id, 'paused')
    await query(server, `UPDATE installs SET state = 'suspended' WHERE id = $1`, [worker.story.install.id])
    expect(await worker.untilState(stopped.id, 'paused')).toMatchObject({ reason: { code: 'install_suspended' } })
    await stopped.open()
    expect((await worker.story.person.post(`${worker.base}/installs/${worker.story.install.id}/resume`)).status).toBe(
      200,
    )
    expect(await worker.untilEnded(stopped.id)).toMatchObject({ state: 'completed', counters: { items: '30' } })
    expect(await worker.job(waited.id)).toMatchObject({ state: 'paused', reason: { code: 'requested' } })
  })

  it('is uninstalled is cancelled, and so are those that wait', async () => {
    const worker = await Worker.install(server)
    const { id } = await halfDone(worker)
    const other = await halfDone(worker)
    const waiting = await worker.dispatch('tell')
    await worker.story.person.delete(`${worker.base}/installs/${worker.story.install.id}`)
    for (const job of [id, other.id, waiting.id]) expect((await worker.untilEnded(job)).state).toBe('cancelled')
    expect((await worker.job(waiting.id)).reason?.code).toBe('install_removed')
  })

  it('is of a version that is taken down is paused', async () => {
    const pack = await workerPackage()
    const { reviewId } = await anApprovedVersion(server, pack)
    const worker = await installed(pack.manifest.id)
    const { id } = await halfDone(worker)
    await server.admin.post(`/v1/reviews/${reviewId}/take-down`, { reason: 'It does harm' })
    expect(await worker.untilState(id, 'paused')).toMatchObject({ reason: { code: 'version_taken_down' } })
    const { status, body } = await worker.tell(id, 'resume')
    expect([status, body.code]).toEqual([403, 'version_taken_down'])
    expect((await worker.job(id)).runs).toHaveLength(1)
  })

  it('is updated ends its run on the old version and begins the next on the new one', async () => {
    const by = await aPublisher(server)
    const id = freshName('worker')
    await anApprovedVersion(server, await workerPackage({ id }), by)
    const worker = await installed(id)
    const { id: job, open } = await halfDone(worker)
    await anApprovedVersion(server, await workerPackage({ id, version: '1.1.0' }), by)
    const install = `${worker.base}/installs/${worker.story.install.id}`
    expect((await worker.story.person.post(`${install}/update`, {})).body.version).toBe('1.1.0')
    await worker.tell(job, 'pause')
    await worker.untilState(job, 'paused')
    await open()
    await worker.tell(job, 'resume')
    const { state, runs } = await worker.untilEnded(job)
    expect([state, ...runs.map(({ version }) => version)]).toEqual(['completed', '1.1.0', '1.0.0'])
  })

  const installed = async (id: string) => new Worker(id, await anInstall(server, id))
})

describe('a job of somebody who', () => {
  it('leaves the workspace is paused; who resumes it has it from then on', async () => {
    const worker = await Worker.install(server)
    const leaver = await server.person('leaver')
    const member = { email: leaver.email, role: 'member' }
    const { userId } = (await worker.story.person.post(`${worker.base}/members`, member)).body
    const { id, gate } = await halfDone(worker.as(leaver))
    await worker.story.person.delete(`${worker.base}/members/${userId}`)
    expect(await worker.untilState(id, 'paused')).toMatchObject({ reason: { code: 'person_left' }, userId })
    await worker.put(gate)
    await worker.tell(id, 'resume')
    const job = await worker.untilEnded(id)
    expect(job.state).toBe('completed')
    expect(job.userId).not.toBe(userId)
  })

  it('may only look any more is paused', async () => {
    const worker = await Worker.install(server)
    const lowered = await server.person('lowered')
    await worker.story.person.post(`${worker.base}/members`, { email: lowered.email, role: 'member' })
    const { id } = await halfDone(worker.as(lowered))
    await worker.story.person.post(`${worker.base}/members`, { email: lowered.email, role: 'viewer' })
    expect(await worker.untilState(id, 'paused')).toMatchObject({ reason: { code: 'role_too_low' } })
  })
})
