import { describe, expect, it } from 'vitest'
import { job, JOB_ID, jobLine, NOW } from '../../../test/fake-answers.ts'
import { problem, sse } from '../../../test/fake-server.ts'
import { JOB, startJobServer } from '../../../test/job-server.ts'
import { runGrantry } from '../../../test/run-grantry.ts'

const STREAM = [
  sse('snapshot', job(), '1'),
  sse('lines', { items: [jobLine(2, 'Unreadable: broken.eml'), jobLine(3, 'a line of the log', 'log')] }, '3'),
  sse('change', job({ progress: 0.5, message: 'Read 36 of 72', warningCount: 1 }), '3'),
  sse('end', { state: 'completed' }, '3'),
]

describe('grantry jobs watch', () => {
  it('prints lines where there is no terminal, and ends with the job', async () => {
    const { run } = await startJobServer({ [`GET ${JOB}/events`]: () => ({ events: STREAM }) })
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
    const { run } = await startJobServer({ [`GET ${JOB}/events`]: () => ({ events: STREAM }) })
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
    const { run, server } = await startJobServer({
      [`GET ${JOB}/events`]: () => ({ events: connections.shift() ?? [] }),
    })
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
    const { run } = await startJobServer({
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
    const { talk, server } = await startJobServer({ [`GET ${JOB}/events`]: () => ({ events: events() }) })
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
    const { run } = await startJobServer({
      [`GET ${JOB}/events`]: () => ({ events: [sse('snapshot', paused), sse('end', { state: 'completed' })] }),
    })
    const { stdout } = await run(['watch', JOB_ID])
    expect(stdout).toContain('paused · 42% · a\\u001b[2Jb')
    expect(stdout).toContain('entries.read was taken back (permission_denied)')
  })

  it('ends with 5 for a job that is not there, and with 7 for a server that is not', async () => {
    const { run } = await startJobServer({ [`GET ${JOB}`]: () => problem(404, 'not_found', 'There is no such job') })
    expect(await run(['watch', JOB_ID])).toMatchObject({ code: 5 })
    const env = { GRANTRY_SERVER: 'http://127.0.0.1:9', GRANTRY_TOKEN: 't', GRANTRY_WORKSPACE: 'home' }
    expect(await runGrantry(['jobs', 'watch', JOB_ID], { env })).toMatchObject({ code: 7 })
  })
})
