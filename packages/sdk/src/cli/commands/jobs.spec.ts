import { describe, expect, it } from 'vitest'
import { install, job, JOB_ID, jobLine, jobType, me, NOW, page } from '../../../test/fake-answers.ts'
import { json, problem, sse, startFakeServer, type Routes } from '../../../test/fake-server.ts'
import { projectWith } from '../../../test/project-folder.ts'
import { runGrantry, runOnTerminal, type Dialogue, type RunOptions } from '../../../test/run-grantry.ts'

const JOBS = '/v1/workspaces/home/jobs'
const JOB = `${JOBS}/${JOB_ID}`
const PARAMS = {
  type: 'object',
  properties: {
    folder: { type: 'string' },
    limit: { type: 'integer' },
    senders: { type: 'array', items: { type: 'string' } },
    dry_run: { type: 'boolean' },
  },
}

const ROUTES: Routes = {
  'GET /v1/me': () => ({ body: me() }),
  'GET /v1/workspaces/home/job-types': () => ({ body: page([jobType(PARAMS)]) }),
  [`POST ${JOBS}`]: () => ({ status: 201, body: job({ state: 'queued' }) }),
  [`GET ${JOB}`]: () => ({ body: job({ state: 'completed', progress: 1, endedAt: '2026-01-02T03:04:17.000Z' }) }),
}

async function start(routes: Routes = {}) {
  const server = await startFakeServer({ ...ROUTES, ...routes })
  const env = { GRANTRY_SERVER: server.url, GRANTRY_TOKEN: 't' }
  const dispatched = () => server.requests.filter(({ method, path }) => method === 'POST' && path === JOBS).map(json)
  return {
    server,
    dispatched,
    run: (args: string[], options: RunOptions = {}) => runGrantry(['jobs', ...args], { ...options, env }),
    talk: (args: string[], dialogue: Dialogue) => runOnTerminal(['jobs', ...args], dialogue, { env }),
  }
}

describe('grantry jobs dispatch', () => {
  it('starts a job with nothing to tell it', async () => {
    const { run, dispatched } = await start()
    const { code, stdout, stderr } = await run(['dispatch', 'finance:email_scan'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: `Dispatched finance:email_scan: ${JOB_ID} (queued)\n` })
    expect(stderr).toContain(`grantry jobs watch ${JOB_ID}`)
    expect(dispatched()).toEqual([{ jobType: 'finance:email_scan', params: {} }])
  })

  it('reads --param as the schema of the job says', async () => {
    const { run, dispatched } = await start()
    const params = ['folder=/mail=1', 'limit=20', 'senders=a', 'senders=b', 'dry-run', 'other=[1]']
    await run(['dispatch', 'finance:email_scan', ...params.flatMap((param) => ['--param', param])])
    const expected = { folder: '/mail=1', limit: 20, senders: ['a', 'b'], dry_run: true, other: [1] }
    expect(dispatched()).toEqual([{ jobType: 'finance:email_scan', params: expected }])
  })

  it('takes all parameters as JSON, from a file or from standard input', async () => {
    const { run, dispatched } = await start()
    const cwd = await projectWith({ 'params.json': { folder: '/c' } })
    await run(['dispatch', 'finance:email_scan', '--params', '{"folder": "/a"}'])
    await run(['dispatch', 'finance:email_scan', '--params', '-'], { input: '{"folder": "/b"}\n' })
    await run(['dispatch', 'finance:email_scan', '--params', '@params.json'], { cwd })
    expect(dispatched()).toMatchObject([
      { params: { folder: '/a' } },
      { params: { folder: '/b' } },
      { params: { folder: '/c' } },
    ])
  })

  it.each([
    [['--param', 'limit=many'], 2, '--param limit is not integer: many'],
    [['--param', '=x'], 2, 'has no name'],
    [['--params', '{', '--param', 'a=1'], 2, 'not both'],
    [['--params', '{folder}'], 2, 'line 1, column 2'],
    [['--params', '@nowhere.json'], 5, 'nowhere.json cannot be read'],
  ])('starts nothing for %j', async (flags, code, message) => {
    const { run, dispatched } = await start()
    const outcome = await run(['dispatch', 'finance:email_scan', ...flags])
    expect(outcome).toMatchObject({ code, stderr: expect.stringContaining(message) })
    expect(dispatched()).toEqual([])
  })

  it('lists what the server finds wrong with the parameters', async () => {
    const refusal = problem(400, 'invalid_params', 'The parameters are not right', {
      issues: [{ path: '$.folder', message: 'is missing' }],
    })
    const { run } = await start({ [`POST ${JOBS}`]: () => refusal })
    expect(await run(['dispatch', 'finance:email_scan'])).toEqual({
      code: 6,
      stdout: '',
      stderr: 'error: The parameters are not right (invalid_params, request req-1)\n  $.folder: is missing\n',
    })
  })

  it('goes on watching when it is told to, line by line for machines', async () => {
    const { run } = await start({ [`GET ${JOB}/events`]: () => ({ events: [sse('end', { state: 'completed' })] }) })
    const { code, stdout } = await run(['dispatch', 'finance:email_scan', '--watch', '--json'])
    const events = stdout.trimEnd().split('\n')
    expect({ code, events: events.map((line) => JSON.parse(line).event) }).toEqual({
      code: 0,
      events: ['dispatched', 'end'],
    })
  })
})

const STREAM = [
  sse('snapshot', job(), '1'),
  sse('lines', { items: [jobLine(2, 'Unreadable: broken.eml'), jobLine(3, 'a line of the log', 'log')] }, '3'),
  sse('change', job({ progress: 0.5, message: 'Read 36 of 72', warningCount: 1 }), '3'),
  sse('end', { state: 'completed' }, '3'),
]

describe('grantry jobs watch', () => {
  it('prints lines where there is no terminal, and ends with the job', async () => {
    const { run } = await start({ [`GET ${JOB}/events`]: () => ({ events: STREAM }) })
    const { code, stdout, stderr } = await run(['watch', JOB_ID])
    expect(code).toBe(0)
    expect(stderr).toBe(`finance:email_scan ${JOB_ID}\n`)
    expect(stdout.trimEnd().split('\n')).toEqual([
      'running · 42% · Read 30 of 72 · 30 items · 1.5 MiB',
      `${NOW} warning Unreadable: broken.eml`,
      'running · 50% · Read 36 of 72 · 30 items · 1.5 MiB · 1 warning',
      'completed · Read 30 of 72 · 30 items · 1.5 MiB · 12 s',
    ])
  })

  it('prints every event as one line of JSON for machines', async () => {
    const { run } = await start({ [`GET ${JOB}/events`]: () => ({ events: STREAM }) })
    const { stdout, stderr } = await run(['watch', JOB_ID, '--json'])
    const events = stdout.trimEnd().split('\n')
    expect({ stderr, events: events.map((line) => JSON.parse(line).event) }).toEqual({
      stderr: '',
      events: ['snapshot', 'lines', 'change', 'end'],
    })
  })

  it('takes a lost connection up again, behind the last event it saw', async () => {
    const connections = [
      STREAM.slice(0, 2),
      [sse('snapshot', job({ warnings: [jobLine(2, 'again')] })), ...STREAM.slice(2)],
    ]
    const { run, server } = await start({ [`GET ${JOB}/events`]: () => ({ events: connections.shift() ?? [] }) })
    const { code, stdout, stderr } = await run(['watch', JOB_ID])
    expect({ code, lost: stderr.match(/connection was lost/g)?.length }).toEqual({ code: 0, lost: 1 })
    expect(stdout.match(/warning /g)).toHaveLength(1)
    const ids = server.requests
      .filter(({ path }) => path.endsWith('/events'))
      .map(({ headers }) => headers['last-event-id'])
    expect(ids).toEqual([undefined, '3'])
  })

  it.each([
    ['failed', 8, 'job_failed'],
    ['cancelled', 9, 'job_cancelled'],
  ] as const)('ends with the exit code of a job that %s', async (state, code, fallback) => {
    const reason = state === 'failed' ? { code: 'fuel_exhausted', message: 'It used up its fuel' } : null
    const { run } = await start({
      [`GET ${JOB}`]: () => ({ body: job({ state, reason }) }),
      [`GET ${JOB}/events`]: () => ({ events: [sse('snapshot', job({ state, reason })), sse('end', { state })] }),
    })
    const outcome = await run(['watch', JOB_ID])
    expect(outcome).toMatchObject({ code, stdout: expect.stringContaining(state) })
    expect(outcome.stderr).toContain(reason?.message ?? 'The job was cancelled')
    const { stderr } = await run(['watch', JOB_ID, '--json'])
    expect(JSON.parse(stderr).error).toMatchObject({ code: reason?.code ?? fallback, exitCode: code })
  })

  it('draws a bar on a terminal, and leaves the job running after Ctrl-C', async () => {
    async function* events() {
      yield* STREAM.slice(0, 3)
      await new Promise(() => undefined)
    }
    const { talk, server } = await start({ [`GET ${JOB}/events`]: () => ({ events: events() }) })
    const { code, stdout } = await talk(['watch', JOB_ID], [['Read 36 of 72', '\u0003']])
    expect(code).toBe(130)
    expect(stdout).toMatch(/█+.*░+.*42%/)
    expect(stdout).toContain('Unreadable: broken.eml')
    expect(stdout).toContain('You stopped watching; the job goes on')
    expect(stdout).toContain(`grantry jobs cancel ${JOB_ID} ends the job`)
    expect(server.requests.filter(({ method }) => method === 'POST')).toEqual([])
  })

  it('says why nothing moves', async () => {
    const reason = { code: 'permission_denied', message: 'entries.read was taken back' }
    const paused = job({ state: 'paused', reason, message: 'a\u001b[2Jb' })
    const { run } = await start({
      [`GET ${JOB}/events`]: () => ({ events: [sse('snapshot', paused), sse('end', { state: 'completed' })] }),
    })
    const { stdout } = await run(['watch', JOB_ID])
    expect(stdout).toContain('paused · 42% · a\\u001b[2Jb')
    expect(stdout).toContain('entries.read was taken back (permission_denied)')
  })

  it('ends with 5 for a job that is not there, and with 7 for a server that is not', async () => {
    const { run } = await start({ [`GET ${JOB}`]: () => problem(404, 'not_found', 'There is no such job') })
    expect(await run(['watch', JOB_ID])).toMatchObject({ code: 5 })
    const env = { GRANTRY_SERVER: 'http://127.0.0.1:9', GRANTRY_TOKEN: 't', GRANTRY_WORKSPACE: 'home' }
    expect(await runGrantry(['jobs', 'watch', JOB_ID], { env })).toMatchObject({ code: 7 })
  })
})

describe('grantry jobs list', () => {
  it('shows jobs and what they say, over pages, as many as asked for', async () => {
    const { run, server } = await start({
      [`GET ${JOBS}`]: ({ query }) => ({
        body: query.has('cursor') ? page([job({ message: 'two\nlines', requested: 'pause' })]) : page([job()], 'next'),
      }),
    })
    const { stdout } = await run(['list'])
    expect(stdout).toMatch(/^0{8}\S+ +finance:email_scan +running +42% +30 +2026-01-02 03:04:05 +Read 30 of 72$/m)
    expect(stdout).toMatch(/running, about to pause .* two lines$/m)
    const one = await run(['list', '--limit', '1', '--json'])
    expect(JSON.parse(one.stdout)).toHaveLength(1)
    expect(server.requests.filter(({ path }) => path === JOBS)).toHaveLength(3)
  })

  it('asks for what was asked for', async () => {
    const { run, server } = await start({
      [`GET ${JOBS}`]: () => ({ body: page([]) }),
      'GET /v1/workspaces/home/installs': () => ({ body: page([install()]) }),
    })
    const flags = ['--state', 'failed', '--type', 'a:b', '--install', 'wordstats', '--parent', 'none']
    expect(await run(['list', ...flags])).toMatchObject({ code: 0, stdout: 'There are no such jobs\n' })
    const query = Object.fromEntries(server.requests.at(-1)?.query ?? [])
    expect(query).toEqual({ state: 'failed', jobType: 'a:b', install: install().id, parent: 'none', limit: '100' })
    expect(await run(['list', '--state', 'lost'])).toMatchObject({ code: 2 })
    expect(await run(['list', '--limit', 'all'])).toMatchObject({ code: 2 })
  })
})

describe('grantry jobs show', () => {
  const child = job({
    id: '00000000-0000-4000-8000-000000000501',
    jobType: 'finance:one',
    parentId: JOB_ID,
    progress: 1,
  })
  const shown = job({
    state: 'failed',
    reason: { code: 'guest_error', message: 'It threw' },
    attempts: 5,
    warningCount: 1,
    warnings: [jobLine(1, 'broken\nmessage')],
    children: { ...job().children, total: 3, running: 3 },
    checkpoint: { sequence: 4, sizeBytes: 2_048, at: NOW },
    runs: [
      {
        number: 1,
        version: '1.0.0',
        node: 'a',
        outcome: 'lost',
        reason: { code: 'sandbox_lost', message: 'The sandbox ended' },
        fuel: '9007199254740993',
        startedAt: NOW,
        endedAt: NOW,
      },
    ],
  })
  const routes = {
    [`GET ${JOB}`]: () => ({ body: shown }),
    [`GET ${JOB}/children`]: () => ({ body: page([child]) }),
  }

  it('shows state, amounts, warnings, children and runs', async () => {
    const { run } = await start(routes)
    const { stdout } = await run(['show', JOB_ID])
    expect(stdout).toContain('finance:email_scan (Scan a mailbox) · failed\n')
    expect(stdout).toContain('reason    It threw (guest_error)')
    expect(stdout).toContain('counted   30 items · 1.5 MiB · 1 warning')
    expect(stdout).toContain('attempts  5 of 5')
    expect(stdout).toContain('saved     checkpoint 4, 2.0 KiB')
    expect(stdout).toContain('fuel      1,234,567 of 1,000,000,000,000')
    expect(stdout).toContain('warning broken message')
    expect(stdout).toContain(`├ finance:one · running · 100% · ${child.id}`)
    expect(stdout).toContain('└ … and 2 more')
    expect(stdout).toMatch(/1 +lost +1\.0\.0 +a .* 9,007,199,254,740,993 +The sandbox ended \(sandbox_lost\)/)
  })

  it('prints all of it as JSON', async () => {
    const { run } = await start(routes)
    const { stdout } = await run(['show', JOB_ID, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ id: JOB_ID, tree: [{ job: { id: child.id }, children: [] }] })
  })
})

describe('grantry jobs pause, resume, cancel and retry', () => {
  it.each(['pause', 'resume', 'cancel', 'retry'])('asks for %s and says what became of it', async (verb) => {
    const { run } = await start({ [`POST ${JOB}/${verb}`]: () => ({ body: job({ requested: 'pause' }) }) })
    expect(await run([verb, JOB_ID])).toMatchObject({
      code: 0,
      stdout: `finance:email_scan ${JOB_ID} is running, about to pause\n`,
    })
  })

  it('ends with 6 for a change that its state does not allow', async () => {
    const refusal = problem(409, 'job_ended', 'The job has completed')
    const { run } = await start({ [`POST ${JOB}/pause`]: () => refusal })
    expect(await run(['pause', JOB_ID])).toMatchObject({ code: 6, stderr: expect.stringContaining('job_ended') })
  })
})

describe('grantry jobs logs', () => {
  const newestFirst = [jobLine(3, 'three', 'log'), jobLine(2, 'two'), jobLine(1, 'one\u001b[2J', 'error')]

  it('shows the newest lines, oldest first', async () => {
    const { run, server } = await start({ [`GET ${JOB}/logs`]: () => ({ body: page(newestFirst) }) })
    const { stdout } = await run(['logs', JOB_ID, '--lines', '2', '--kind', 'log'])
    expect(stdout).toBe(`${NOW} warning two\n${NOW} log     three\n`)
    expect(server.requests.at(-1)?.query.get('kind')).toBe('log')
    const all = await run(['logs', JOB_ID, '--json'])
    expect(
      all.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).id),
    ).toEqual(['1', '2', '3'])
  })

  it('follows new lines, each once, until the job ends', async () => {
    const { run } = await start({
      [`GET ${JOB}/logs`]: () => ({ body: page(newestFirst) }),
      [`GET ${JOB}/events`]: () => ({
        events: [
          sse('snapshot', job()),
          sse('lines', { items: [jobLine(3, 'three', 'log'), jobLine(4, 'four', 'log')] }),
          sse('end', { state: 'completed' }),
        ],
      }),
    })
    const { code, stdout } = await run(['logs', JOB_ID, '--follow'])
    expect({ code, words: stdout.match(/one|two|three|four/g) }).toEqual({
      code: 0,
      words: ['one', 'two', 'three', 'four'],
    })
  })
})
