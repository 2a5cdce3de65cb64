import { JOB_LIMITS } from '@grantry/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../test/server.ts'
import { query } from '../test/stored.ts'
import { freshName } from '../test/stories.ts'
import { coreCode } from '../test/wat.ts'
import { anApprovedVersion, anInstall } from '../test/stories.ts'
import { Worker } from '../test/worker.ts'

let server: TestServer
let worker: Worker
beforeAll(async () => {
  server = await startTestServer()
  worker = await Worker.install(server)
})
afterAll(() => server.close())

const folder = () => `/${freshName('run')}`

describe('a job', () => {
  it('is done in the background, with progress, counters and a checkpoint', async () => {
    const to = folder()
    const dispatched = await worker.dispatch('make', { folder: to, count: 25 })
    expect(dispatched).toMatchObject({
      jobType: worker.type('make'),
      title: 'Job make',
      origin: 'person',
      parentId: null,
      params: { folder: to, count: 25 },
    })
    const job = await worker.untilEnded(dispatched.id)
    expect(job).toMatchObject({
      state: 'completed',
      progress: 1,
      message: '25 of 25',
      counters: { items: '25', bytes: String(25n * (2n ** 53n + 1n)) },
      checkpoint: { sequence: 2 },
      warnings: [],
      attempts: 1,
      reason: null,
    })
    expect(job.runs).toMatchObject([{ number: 1, version: '1.0.0', outcome: 'completed' }])
    expect(BigInt(job.fuel.used)).toBeGreaterThan(0n)
    expect(await worker.names(to)).toHaveLength(25)
  })

  it('keeps what it says: warnings, errors that it survived, log lines', async () => {
    const job = await worker.run('tell', { warnings: 120, errors: 2, lines: 3 })
    expect(job).toMatchObject({ state: 'completed', warningCount: 120, errorCount: 2 })
    expect(job.warnings).toHaveLength(JOB_LIMITS.linesShown)
    expect(job.warnings[0]).toMatchObject({ message: 'warning 119', kind: 'warning', run: 1 })
    expect(job.errors.map(({ message }) => message)).toEqual(['error 1', 'error 0'])
    expect(await worker.lines(job.id, '&kind=error')).toEqual(['error 0', 'error 1'])
    expect(await worker.lines(job.id, '&kind=log')).toEqual(['line 0', 'line 1', 'line 2', 'to the console'])
  })

  it('shows its lines page by page', async () => {
    const { id } = await worker.run('tell', { warnings: 7 })
    const pages: string[][] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const path = `${worker.base}/jobs/${id}/logs?kind=warning&limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`
      const { body } = await worker.story.person.get(path)
      pages.push(body.items.map(({ message }: { message: string }) => message.slice('warning '.length)))
      cursor = body.nextCursor
    }
    expect(pages).toEqual([['6', '5', '4'], ['3', '2', '1'], ['0']])
  })

  it('writes to the log of its install too', async () => {
    await worker.run('tell', { lines: 1 })
    const { body } = await worker.story.person.get(`${worker.base}/installs/${worker.story.install.id}/logs`)
    const messages = body.items.map(({ message }: { message: string }) => message)
    expect(messages).toEqual(expect.arrayContaining(['line 0', 'to the console']))
  })

  it('counts towards what its install has used, apart from calls', async () => {
    const usage = async () =>
      (await worker.story.person.get(`${worker.base}/installs/${worker.story.install.id}/usage`)).body
    const before = await usage()
    const { fuel } = await worker.run('tell')
    const after = await usage()
    expect(BigInt(after.runs.fuel) - BigInt(before.runs.fuel)).toBe(BigInt(fuel.used))
    expect(after.runs.total).toBe(before.runs.total + 1)
    expect([after.calls, after.fuel]).toEqual([before.calls, before.fuel])
  })

  it('can be found by its state, type, install and parent, newest first', async () => {
    const { id } = await worker.run('tell')
    const { person } = worker.story
    const ids = async (search: string): Promise<string[]> =>
      (await person.get(`${worker.base}/jobs?${search}`)).body.items.map((job: { id: string }) => job.id)
    expect((await ids('limit=1'))[0]).toBe(id)
    expect(await ids(`state=completed&jobType=${worker.type('tell')}&install=${worker.story.install.id}`)).toContain(id)
    expect(await ids('parent=none')).toContain(id)
    expect(await ids('state=failed')).toEqual([])
    expect(await ids(`parent=${id}`)).toEqual([])
    expect(await ids(`jobType=${worker.type('hold')}`)).toEqual([])
    const first = (await person.get(`${worker.base}/jobs?limit=1`)).body
    const second = (await person.get(`${worker.base}/jobs?limit=1&cursor=${first.nextCursor}`)).body
    expect(second.items[0].id < first.items[0].id).toBe(true)
  })

  it('is listed with its type among what can be dispatched', async () => {
    const { body } = await worker.story.person.get(`${worker.base}/job-types`)
    const make = body.items.find(({ jobType }: { jobType: string }) => jobType === worker.type('make'))
    expect(make).toMatchObject({ title: 'Job make', resumable: true, params: { required: ['folder'] } })
  })
})

describe('a dispatch is refused', () => {
  const refusal = async (name: string, params?: unknown) => {
    const { status, body } = await worker.send(name, params)
    return { status, code: body.code, detail: body.detail, issues: body.issues }
  }

  it('for parameters other than the job declares, with the path of each', async () => {
    expect(await refusal('make', { folder: 5 })).toMatchObject({
      status: 400,
      code: 'invalid_params',
      issues: [{ path: '$.params.folder' }],
    })
    expect(await refusal('make', {})).toMatchObject({ status: 400, issues: [{ path: '$.params.folder' }] })
    expect(await refusal('make', [])).toMatchObject({ status: 400, code: 'invalid_params' })
  })

  it('for parameters that cannot be kept', async () => {
    expect(await refusal('tell', { text: '\u0000' })).toMatchObject({ status: 400, code: 'invalid_params' })
    expect(await refusal('tell', 'x'.repeat(JOB_LIMITS.paramsBytes))).toMatchObject({ status: 400 })
  })

  it('for a job that there is not, with the name that was probably meant', async () => {
    expect(await refusal('mkae')).toMatchObject({ status: 404, code: 'unknown_job' })
    expect((await refusal('mkae')).detail).toContain(`Did you mean ${worker.type('make')}?`)
    const { status, body } = await worker.story.person.post(`${worker.base}/jobs`, { jobType: 'nobody:make' })
    expect([status, body.code]).toEqual([404, 'unknown_job'])
  })

  it('for a name that is none', async () => {
    const { status, body } = await worker.story.person.post(`${worker.base}/jobs`, { jobType: 'make' })
    expect([status, body.code]).toEqual([400, 'invalid_input'])
  })

  it('for an install that does not run', async () => {
    const waiting = await Worker.install(server, {}, { grants: [] })
    const { status, body } = await waiting.send('tell')
    expect([status, body.code]).toEqual([409, 'consent_required'])
  })
})

describe('a job of another tenant', () => {
  it('does not exist', async () => {
    const { id } = await worker.run('tell')
    const stranger = await Worker.install(server)
    const own = await stranger.run('tell')
    for (const path of ['', '/logs', '/children', '/events'])
      expect((await stranger.story.person.get(`${stranger.base}/jobs/${id}${path}`)).status, path).toBe(404)
    for (const command of ['pause', 'resume', 'cancel', 'retry'] as const)
      expect((await stranger.tell(id, command)).status).toBe(404)
    const { body } = await stranger.story.person.get(`${stranger.base}/jobs`)
    expect(body.items.map((job: { id: string }) => job.id)).toEqual([own.id])
  })
})

describe('an extension', () => {
  it('dispatches, looks at and cancels its own jobs', async () => {
    const path = folder()
    const input = { job_type: worker.type('hold'), params: { path } }
    const { body } = await ask('action:jobs.dispatch.input.v1', input)
    const id = body.reply.job_id
    await worker.untilState(id, 'running')
    expect((await worker.job(id)).origin).toBe('extension')
    expect((await ask('query:jobs.get.v1', { job_id: id })).body.reply).toMatchObject({ id, state: 'running' })
    expect((await ask('jobs.cancel', { job_id: id })).body.reply.requested).toBe('cancel')
    expect((await worker.untilEnded(id)).state).toBe('cancelled')
  })

  it('has no way to the jobs of others, unless it was named in a grant', async () => {
    const { person, workspace } = worker.story
    const other = await Worker.install(server, {}, { tenant: { person, workspace } })
    const { id } = await other.run('tell')
    const dispatch = { job_type: other.type('tell') }
    expect((await ask('action:jobs.dispatch.input.v1', dispatch)).body.code).toBe('permission_denied')
    expect((await ask('query:jobs.get.v1', { job_id: id })).body.code).toBe('permission_denied')
    expect((await ask('action:jobs.cancel.input.v1', { job_id: id })).body.code).toBe('permission_denied')
    const jobs = [other.type('tell')]
    const permissions = [{ id: 'jobs.run', scope: { jobs } }]
    const named = await Worker.install(server, { permissions }, { tenant: { person, workspace } })
    const { body } = await ask('action:jobs.dispatch.input.v1', dispatch, named)
    expect((await other.untilEnded(body.reply.job_id)).state).toBe('completed')
    // Named in the grant, but neither its own nor dispatched by it.
    expect((await ask('query:jobs.get.v1', { job_id: id }, named)).body.code).toBe('permission_denied')
    expect((await ask('query:jobs.get.v1', body.reply, named)).body.reply.state).toBe('completed')
  })

  it('dispatches nothing without the permission', async () => {
    const { person, workspace } = worker.story
    const grants = [{ permission: 'entries.read' }, { permission: 'entries.write' }]
    const unable = await Worker.install(server, {}, { grants, tenant: { person, workspace } })
    const { body } = await ask('action:jobs.dispatch.input.v1', { job_type: unable.type('tell') }, unable)
    expect(body.code).toBe('permission_denied')
    expect((await unable.run('tell')).state).toBe('completed')
  })

  const ask = (method: string, payload: unknown, by: Worker = worker) =>
    by.story.person.call(by.story.workspace, `${by.id}:query`, { method, payload })
})

describe('a job written by hand', () => {
  const JOBS = ['steps', 'tells', 'fails', 'breaks', 'names_another_job', 'reports_nonsense', 'spawns']
  let byHand: Worker

  beforeAll(async () => {
    const id = freshName('byhand')
    const manifest = {
      id,
      jobs: JOBS.map((name) => ({ name, export: name, resumable: true })),
      permissions: [{ id: 'jobs.run', reason: 'To spawn' }],
    }
    await anApprovedVersion(server, { code: coreCode('jobs'), manifest })
    byHand = new Worker(id, await anInstall(server, id))
  })

  it('does what one of the SDK does', async () => {
    const job = await byHand.run('steps')
    expect(job).toMatchObject({
      state: 'completed',
      counters: { items: '8' },
      checkpoint: { sequence: 8 },
      message: 'step 7',
    })
    const [row] = await query<{ state: Buffer }>(server, 'SELECT state FROM job_checkpoints WHERE job_id = $1', [
      job.id,
    ])
    expect(String(row?.state)).toBe('{"next":8}')
  })

  it('counts exactly beyond what a double can hold', async () => {
    const job = await byHand.run('tells')
    expect(job).toMatchObject({
      state: 'completed',
      counters: { bytes: '18014398509481986', items: String(2n ** 64n) },
      warningCount: 1,
      errorCount: 1,
    })
    expect(job.warnings[0]?.message).toBe('odd')
    expect(job.errors[0]?.message).toBe('bad luck')
  })

  it('fails when it says so, and is not tried again', async () => {
    const job = await byHand.run('fails')
    expect(job).toMatchObject({ state: 'failed', reason: { code: 'job_failed' }, attempts: 1 })
  })

  it('is refused to speak for another job', async () => {
    const job = await byHand.run('names_another_job')
    expect(job).toMatchObject({
      state: 'completed',
      counters: { items: '0', bytes: '0' },
      warningCount: 0,
      checkpoint: null,
    })
  })

  it('is refused progress that is no fraction', async () => {
    const job = await byHand.run('reports_nonsense')
    expect(job).toMatchObject({ state: 'completed', message: null })
    expect(await byHand.lines(job.id, '&kind=log')).toContain('refused')
  })

  it('is refused a child of an extension that its right does not name', async () => {
    const job = await byHand.run('spawns')
    expect(job.children.total).toBe(0)
    expect((await byHand.lines(job.id, '&kind=log')).join()).toContain('permission_denied')
  })
})
