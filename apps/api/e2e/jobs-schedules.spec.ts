import type { Schedule } from '@grantry/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../test/server.ts'
import { query } from '../test/stored.ts'
import { anApprovedVersion, anInstall, freshName } from '../test/stories.ts'
import { Worker, workerPackage } from '../test/worker.ts'

let server: TestServer
let worker: Worker
beforeAll(async () => {
  server = await startTestServer()
  worker = await Worker.install(server)
})
afterAll(() => server.close())

const folder = () => `/${freshName('run')}`
const YEARLY = '0 0 1 1 *'

const create = (body: object, by = worker) => by.story.person.post(`${by.base}/schedules`, body)
async function made(body: object, by = worker): Promise<Schedule> {
  const answer = await create(body, by)
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer.body
}
const get = async (id: string): Promise<Schedule> =>
  (await worker.story.person.get(`${worker.base}/schedules/${id}`)).body

/** As if its time had come. */
const due = (id: string) =>
  query(server, `UPDATE schedules SET next_run_at = now() - interval '3 hours' WHERE id = $1`, [id])

async function untilSent(id: string, before: Schedule['last'] = null): Promise<Schedule> {
  for (;;) {
    const schedule = await get(id)
    if (schedule.last !== null && schedule.last.at !== before?.at) return schedule
  }
}

describe('a schedule', () => {
  it('dispatches its job when it is due, once, and knows when it is due next', async () => {
    const schedule = await made({
      jobType: worker.type('tell'),
      params: { lines: 2 },
      cron: YEARLY,
      timezone: 'Europe/Berlin',
    })
    expect(schedule).toMatchObject({ name: 'Job tell', state: 'active', last: null, timezone: 'Europe/Berlin' })
    expect(schedule.nextRunAt).toMatch(/-12-31T23:00:00.000Z$/)
    await due(schedule.id)
    const sent = await untilSent(schedule.id)
    expect(sent).toMatchObject({ nextRunAt: schedule.nextRunAt, last: { outcome: 'dispatched', reason: null } })
    const job = await worker.untilEnded(sent.last?.jobId ?? '')
    expect(job).toMatchObject({ state: 'completed', origin: 'schedule', scheduleId: schedule.id, params: { lines: 2 } })
    const { body } = await worker.story.person.get(`${worker.base}/jobs?jobType=${worker.type('tell')}`)
    expect(body.items.filter((item: { scheduleId: string }) => item.scheduleId === schedule.id)).toHaveLength(1)
  })

  it('skips a time at which the job of the time before has not ended, and says so', async () => {
    const path = folder()
    const { id } = await made({ jobType: worker.type('hold'), params: { path }, cron: YEARLY })
    await due(id)
    const first = await untilSent(id)
    await due(id)
    const second = await untilSent(id, first.last)
    expect(second.last).toMatchObject({
      outcome: 'skipped',
      jobId: first.last?.jobId,
      reason: { code: 'still_running' },
    })
    await worker.put(path)
    await worker.untilEnded(first.last?.jobId ?? '')
    await due(id)
    expect((await untilSent(id, second.last)).last?.outcome).toBe('dispatched')
  })

  it('can be paused, resumed and given other times', async () => {
    const { id } = await made({ jobType: worker.type('tell'), cron: YEARLY, name: 'Yearly' })
    const change = (body: object) => worker.story.person.patch(`${worker.base}/schedules/${id}`, body)
    expect((await change({ state: 'paused' })).body).toMatchObject({ state: 'paused', nextRunAt: null, name: 'Yearly' })
    const resumed = await change({ state: 'active', cron: '0 12 1 1 *' })
    expect(resumed.body).toMatchObject({ state: 'active', cron: '0 12 1 1 *' })
    expect(resumed.body.nextRunAt).toMatch(/-01-01T12:00:00.000Z$/)
    expect((await change({})).status).toBe(400)
    expect((await change({ cron: '0 0 30 2 *' })).body.code).toBe('invalid_cron')
    expect((await worker.story.person.delete(`${worker.base}/schedules/${id}`)).status).toBe(204)
    expect((await worker.story.person.get(`${worker.base}/schedules/${id}`)).status).toBe(404)
  })

  it('says why it could not dispatch', async () => {
    const other = await Worker.install(server, {}, { tenant: worker.story })
    const { id } = await made({ jobType: other.type('tell'), cron: YEARLY })
    await other.grant([])
    await query(server, `UPDATE installs SET state = 'suspended' WHERE id = $1`, [other.story.install.id])
    await due(id)
    expect((await untilSent(id)).last).toMatchObject({ outcome: 'refused', reason: { code: 'install_suspended' } })
  })

  it('says that the version was taken down, also when the job of the time before is paused because of it', async () => {
    const pack = await workerPackage()
    const { reviewId } = await anApprovedVersion(server, pack)
    const { person, workspace } = worker.story
    const other = new Worker(
      pack.manifest.id,
      await anInstall(server, pack.manifest.id, undefined, { person, workspace }),
    )
    const { id } = await made({ jobType: other.type('hold'), params: { path: folder() }, cron: YEARLY })
    await due(id)
    const first = await untilSent(id)
    await server.admin.post(`/v1/reviews/${reviewId}/take-down`, { reason: 'It does harm' })
    await other.untilState(first.last?.jobId ?? '', 'paused')
    await due(id)
    expect((await untilSent(id, first.last)).last).toMatchObject({
      outcome: 'refused',
      reason: { code: 'version_taken_down' },
    })
  })

  it('that fails on our side says so and is due again later; the others go on', async () => {
    const broken = await made({ jobType: worker.type('tell'), cron: YEARLY })
    const timeless = await made({ jobType: worker.type('tell'), cron: YEARLY })
    const fine = await made({ jobType: worker.type('tell'), cron: YEARLY })
    await query(server, `ALTER TABLE jobs ADD CONSTRAINT broken CHECK (schedule_id <> '${broken.id}') NOT VALID`)
    await query(server, `UPDATE schedules SET timezone = 'Mars/Olympus' WHERE id = $1`, [timeless.id])
    for (const { id } of [broken, timeless, fine]) await due(id)
    expect((await untilSent(fine.id)).last?.outcome).toBe('dispatched')
    expect(await untilSent(broken.id)).toMatchObject({
      state: 'active',
      nextRunAt: broken.nextRunAt,
      last: { outcome: 'refused', jobId: null, reason: { code: 'internal' } },
    })
    expect(await untilSent(timeless.id)).toMatchObject({ state: 'paused', reason: { code: 'invalid_cron' } })
    await query(server, 'ALTER TABLE jobs DROP CONSTRAINT broken')
  })

  it('goes with its install', async () => {
    const other = await Worker.install(server, {}, { tenant: worker.story })
    const { id } = await made({ jobType: other.type('tell'), cron: YEARLY })
    await worker.story.person.delete(`${worker.base}/installs/${other.story.install.id}`)
    while ((await worker.story.person.get(`${worker.base}/schedules/${id}`)).status !== 404) continue
  })

  it.each([
    ['a cron expression that is none', { cron: '61 * * * *' }, 'invalid_cron'],
    ['six fields', { cron: '* * * * * *' }, 'invalid_input'],
    ['a time zone that is none', { cron: YEARLY, timezone: 'Mars/Olympus' }, 'invalid_input'],
  ])('is refused with %s', async (_, times, code) => {
    const { status, body } = await create({ jobType: worker.type('tell'), ...times })
    expect([status, body.code]).toEqual([400, code])
  })

  it('is refused for a job that there is not, or parameters other than it declares', async () => {
    expect((await create({ jobType: worker.type('nothing'), cron: YEARLY })).body.code).toBe('unknown_job')
    const wrong = await create({ jobType: worker.type('make'), params: { folder: 5 }, cron: YEARLY })
    expect(wrong.body).toMatchObject({ code: 'invalid_params', issues: [{ path: '$.params.folder' }] })
  })
})

describe('who may change a schedule', () => {
  it('is who made it, and admins; other members only look', async () => {
    const [maker, other, admin] = [await server.person(), await server.person(), await server.person()]
    for (const [person, role] of [
      [maker, 'member'],
      [other, 'member'],
      [admin, 'admin'],
    ] as const)
      await worker.story.person.post(`${worker.base}/members`, { email: person.email, role })
    const { body } = await maker.post(`${worker.base}/schedules`, { jobType: worker.type('tell'), cron: YEARLY })
    const path = `${worker.base}/schedules/${body.id}`
    expect((await other.get(path)).status).toBe(200)
    expect((await other.patch(path, { state: 'paused' })).body.code).toBe('role_missing')
    expect((await other.delete(path)).status).toBe(403)
    expect((await maker.patch(path, { state: 'paused' })).status).toBe(200)
    expect((await admin.delete(path)).status).toBe(204)
  })
})

describe('two servers', () => {
  it('dispatch what is due once', async () => {
    const second = await startTestServer({}, null, server)
    const ids = []
    for (let count = 0; count < 10; count += 1)
      ids.push((await made({ jobType: worker.type('tell'), params: { lines: count }, cron: YEARLY })).id)
    await query(server, `UPDATE schedules SET next_run_at = now() WHERE id = ANY($1)`, [ids])
    for (const id of ids) await untilSent(id)
    const rows = await query<{ count: number }>(
      server,
      'SELECT count(*)::int AS count FROM jobs WHERE schedule_id = ANY($1) GROUP BY schedule_id',
      [ids],
    )
    expect(rows.map(({ count }) => count)).toEqual(Array.from({ length: 10 }, () => 1))
    await second.close()
  })
})
