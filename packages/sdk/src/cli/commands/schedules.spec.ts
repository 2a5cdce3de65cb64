import { describe, expect, it } from 'vitest'
import { jobType, me, page, schedule } from '../../../test/fake-answers.ts'
import { json, startFakeServer, type Routes } from '../../../test/fake-server.ts'
import { runGrantry, runOnTerminal, type Dialogue } from '../../../test/run-grantry.ts'

const SCHEDULES = '/v1/workspaces/home/schedules'
const SCHEDULE = `${SCHEDULES}/${schedule().id}`
const OTHER = schedule({ id: '00000000-0000-4000-8000-000000000601', name: 'Twice' })

const ROUTES: Routes = {
  'GET /v1/me': () => ({ body: me() }),
  'GET /v1/workspaces/home/job-types': () => ({
    body: page([jobType({ type: 'object', properties: { limit: { type: 'integer' } } })]),
  }),
  [`GET ${SCHEDULES}`]: () => ({ body: page([schedule(), OTHER, { ...OTHER, id: OTHER.id.replace('601', '602') }]) }),
  [`POST ${SCHEDULES}`]: () => ({ status: 201, body: schedule() }),
  [`PATCH ${SCHEDULE}`]: (request) => {
    const { state } = json(request) as { state: 'active' | 'paused' }
    return { body: schedule({ state, ...(state === 'paused' ? { nextRunAt: null } : {}) }) }
  },
  [`DELETE ${SCHEDULE}`]: () => ({ status: 204 }),
}

async function start(routes: Routes = ROUTES) {
  const server = await startFakeServer(routes)
  const env = { GRANTRY_SERVER: server.url, GRANTRY_TOKEN: 't' }
  const sent = (method: string) => server.requests.filter((request) => request.method === method)
  return {
    sent,
    run: (...args: string[]) => runGrantry(['schedules', ...args], { env }),
    talk: (args: string[], dialogue: Dialogue) => runOnTerminal(['schedules', ...args], dialogue, { env }),
  }
}

describe('grantry schedules', () => {
  it('lists them with the next time and what came of the last', async () => {
    const last = { at: '2026-01-01T05:30:00.000Z', jobId: null } as const
    const skipped = schedule({
      last: { ...last, outcome: 'skipped', reason: { code: 'overlap', message: 'Still runs' } },
    })
    const { run } = await start({ ...ROUTES, [`GET ${SCHEDULES}`]: () => ({ body: page([skipped]) }) })
    const { stdout } = await run('list')
    expect(stdout).toMatch(/Every morning +finance:email_scan +30 6 \* \* \* +Europe\/Berlin +active/)
    expect(stdout).toMatch(/2026-01-03 05:30:00 +2026-01-01 05:30:00 skipped Still runs \(overlap\)$/m)
  })

  it('creates one, with parameters as the job declares them', async () => {
    const { run, sent } = await start()
    const flags = ['--cron', '30 6 * * *', '--timezone', 'Europe/Berlin', '--name', 'Every morning']
    const { stdout } = await run('create', 'finance:email_scan', ...flags, '--param', 'limit=5')
    expect(stdout).toContain('is active; next at 2026-01-03 05:30:00 UTC')
    expect(sent('POST').map(json)).toEqual([
      {
        jobType: 'finance:email_scan',
        params: { limit: 5 },
        cron: '30 6 * * *',
        timezone: 'Europe/Berlin',
        name: 'Every morning',
      },
    ])
    expect(await run('create', 'finance:email_scan')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--cron'),
    })
  })

  it('pauses and resumes one by its name', async () => {
    const { run, sent } = await start()
    expect(await run('pause', 'Every morning')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/is paused\n$/),
    })
    expect(await run('resume', schedule().id)).toMatchObject({ code: 0, stdout: expect.stringContaining('is active') })
    expect(sent('PATCH').map(json)).toEqual([{ state: 'paused' }, { state: 'active' }])
  })

  it('asks which one is meant, and knows what is not there', async () => {
    const { run } = await start()
    expect(await run('pause', 'Twice')).toMatchObject({ code: 2, stderr: expect.stringContaining(OTHER.id) })
    expect(await run('pause', 'Never')).toMatchObject({ code: 5 })
  })

  it('deletes after a yes, and only then', async () => {
    const { run, talk, sent } = await start()
    expect(await run('delete', 'Every morning')).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') })
    expect(await talk(['delete', 'Every morning'], [['Delete the schedule', 'n']])).toMatchObject({ code: 130 })
    expect(sent('DELETE')).toHaveLength(0)
    expect(await run('delete', 'Every morning', '--yes')).toMatchObject({ code: 0 })
    expect(sent('DELETE')).toHaveLength(1)
  })
})
