import { describe, expect, it } from 'vitest'
import { install, job, JOB_ID, jobLine, NOW, page } from '../../../test/fake-answers.ts'
import { problem, sse } from '../../../test/fake-server.ts'
import { JOB, JOBS, startJobServer } from '../../../test/job-server.ts'
import { projectWith } from '../../../test/project-folder.ts'
import { runGrantry } from '../../../test/run-grantry.ts'

describe('grantry jobs dispatch', () => {
  it('starts a job with nothing to tell it', async () => {
    const { run, dispatched } = await startJobServer()
    const { code, stdout, stderr } = await run(['dispatch', 'finance:email_scan'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: `Dispatched finance:email_scan: ${JOB_ID} (queued)\n` })
    expect(stderr).toContain(`grantry jobs watch ${JOB_ID}`)
    expect(dispatched()).toEqual([{ jobType: 'finance:email_scan', params: {} }])
  })

  it('reads --param as the schema of the job says', async () => {
    const { run, dispatched } = await startJobServer()
    const params = ['folder=/mail=1', 'limit=20', 'senders=a', 'senders=b', 'dry-run', 'other=[1]']
    await run(['dispatch', 'finance:email_scan', ...params.flatMap((param) => ['--param', param])])
    const expected = { folder: '/mail=1', limit: 20, senders: ['a', 'b'], dry_run: true, other: [1] }
    expect(dispatched()).toEqual([{ jobType: 'finance:email_scan', params: expected }])
  })

  it('takes parameters as options of their own too, between those of the command', async () => {
    const { run, dispatched } = await startJobServer()
    const flags = ['--folder', '/mail', '--limit', '20', '--senders', 'a', 'b', '--param', 'other=1', '--dry-run']
    const { code } = await run(['dispatch', 'finance:email_scan', ...flags, '--json'])
    const expected = { folder: '/mail', limit: 20, senders: ['a', 'b'], dry_run: true, other: 1 }
    expect({ code, dispatched: dispatched() }).toEqual({
      code: 0,
      dispatched: [{ jobType: 'finance:email_scan', params: expected }],
    })
  })

  it('takes all parameters as JSON, from a file or from standard input', async () => {
    const { run, dispatched } = await startJobServer()
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
    [['--params', '{}', '--folder', '/a'], 2, 'not both'],
    [['/a'], 2, '/a has no name'],
    [['--params', '{folder}'], 2, 'line 1, column 2'],
    [['--params', '@nowhere.json'], 5, 'nowhere.json cannot be read'],
  ])('starts nothing for %j', async (flags, code, message) => {
    const { run, dispatched } = await startJobServer()
    const outcome = await run(['dispatch', 'finance:email_scan', ...flags])
    expect(outcome).toMatchObject({ code, stderr: expect.stringContaining(message) })
    expect(dispatched()).toEqual([])
  })

  it('lists what the server finds wrong with the parameters', async () => {
    const refusal = problem(400, 'invalid_params', 'The parameters are not right', {
      issues: [{ path: '$.folder', message: 'is missing' }],
    })
    const { run } = await startJobServer({ [`POST ${JOBS}`]: () => refusal })
    expect(await run(['dispatch', 'finance:email_scan'])).toEqual({
      code: 6,
      stdout: '',
      stderr: 'error: The parameters are not right (invalid_params, request req-1)\n  $.folder: is missing\n',
    })
  })

  it('goes on watching when it is told to, line by line for machines', async () => {
    const { run } = await startJobServer({
      [`GET ${JOB}/events`]: () => ({ events: [sse('end', { state: 'completed' })] }),
    })
    const { code, stdout } = await run(['dispatch', 'finance:email_scan', '--watch', '--json'])
    const events = stdout.trimEnd().split('\n')
    expect({ code, events: events.map((line) => JSON.parse(line).event) }).toEqual({
      code: 0,
      events: ['dispatched', 'end'],
    })
  })
})

describe('grantry jobs list', () => {
  it('shows jobs and what they say, over pages, as many as asked for', async () => {
    const { run, server } = await startJobServer({
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
    const { run, server } = await startJobServer({
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
    const { run } = await startJobServer(routes)
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

  it('shows 500 jobs of a tree that is wider, and says what is left out', async () => {
    const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
    const parents = (first: number) =>
      Array.from({ length: 50 }, (_, index) =>
        job({ id: idOf(first + index), children: { ...job().children, total: 50 } }),
      )
    const children = parents(1_000)
    const wide = children.map(({ id }, index) => [
      `GET ${JOB.replace(JOB_ID, id)}/children`,
      ({ query }: { query: URLSearchParams }) => ({
        body: page(parents(2_000 + 50 * index).slice(0, Number(query.get('limit')))),
      }),
    ])
    const { run, server } = await startJobServer({
      ...Object.fromEntries(wide),
      [`GET ${JOB}`]: () => ({ body: { ...shown, children: { ...shown.children, total: 50 } } }),
      [`GET ${JOB}/children`]: () => ({ body: page(children) }),
    })
    const { stdout } = await run(['show', JOB_ID])
    expect(stdout.match(/[├└] finance:/g)).toHaveLength(499)
    expect(stdout).toContain('└ … and 1 more')
    expect(stdout).toContain('└ … and 50 more')
    expect(server.requests.filter(({ path }) => path.endsWith('/children'))).toHaveLength(10)
  })

  it.each(['show', 'watch', 'logs', 'cancel'])('says of what cannot be a job that there is none: %s', async (verb) => {
    const { run } = await startJobServer(routes)
    const { code, stderr } = await run([verb, 'nonsense'])
    expect(code).toBe(5)
    expect(stderr).toContain('There is no job nonsense')
  })

  it('prints all of it as JSON', async () => {
    const { run } = await startJobServer(routes)
    const { stdout } = await run(['show', JOB_ID, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ id: JOB_ID, tree: [{ job: { id: child.id }, children: [] }] })
  })
})

describe('grantry jobs pause, resume, cancel and retry', () => {
  it.each(['pause', 'resume', 'cancel', 'retry'])('asks for %s and says what became of it', async (verb) => {
    const { run } = await startJobServer({ [`POST ${JOB}/${verb}`]: () => ({ body: job({ requested: 'pause' }) }) })
    expect(await run([verb, JOB_ID])).toMatchObject({
      code: 0,
      stdout: `finance:email_scan ${JOB_ID} is running, about to pause\n`,
    })
  })

  it('ends with 6 for a change that its state does not allow', async () => {
    const refusal = problem(409, 'job_ended', 'The job has completed')
    const { run } = await startJobServer({ [`POST ${JOB}/pause`]: () => refusal })
    expect(await run(['pause', JOB_ID])).toMatchObject({ code: 6, stderr: expect.stringContaining('job_ended') })
  })
})

describe('grantry jobs logs', () => {
  const newestFirst = [jobLine(3, 'three', 'log'), jobLine(2, 'two'), jobLine(1, 'one\u001b[2J', 'error')]

  it('shows the newest lines, oldest first', async () => {
    const { run, server } = await startJobServer({ [`GET ${JOB}/logs`]: () => ({ body: page(newestFirst) }) })
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

  it('lets no line of a job pass for another one', async () => {
    const lines = [jobLine(1, `a\n${NOW} error   forged`, 'log')]
    const { run } = await startJobServer({ [`GET ${JOB}/logs`]: () => ({ body: page(lines) }) })
    expect((await run(['logs', JOB_ID])).stdout).toBe(`${NOW} log     a\n    ${NOW} error   forged\n`)
  })

  it('follows new lines, each once, until the job ends', async () => {
    const { run } = await startJobServer({
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

  it('says that it lost the connection it follows', async () => {
    const connections = [[sse('snapshot', job())], [sse('snapshot', job()), sse('end', { state: 'completed' })]]
    const { run } = await startJobServer({
      [`GET ${JOB}/logs`]: () => ({ body: page([]) }),
      [`GET ${JOB}/events`]: () => ({ events: connections.shift() ?? [] }),
    })
    expect(await run(['logs', JOB_ID, '--follow'])).toMatchObject({
      code: 0,
      stderr: 'The connection was lost; trying again\n',
    })
  })

  it('follows no job of a server that is away', { timeout: 10_000 }, async () => {
    const env = { GRANTRY_SERVER: 'http://127.0.0.1:9', GRANTRY_TOKEN: 't', GRANTRY_WORKSPACE: 'home' }
    expect(await runGrantry(['jobs', 'logs', JOB_ID, '--follow'], { env })).toMatchObject({ code: 7, stdout: '' })
  })
})
