import { afterEach, describe, expect, it } from 'vitest'
import { coreCode, jobGuestOf } from '../../../fixtures/guests.ts'
import { sandboxPids } from '../../../fixtures/processes.ts'
import { TestPort } from '../../../fixtures/test-port.ts'
import { TestRuntime } from '../../../fixtures/test-runtime.ts'
import type { RuntimeOptions } from '../../index.ts'

const guest = jobGuestOf(coreCode('jobs'), ['steps', 'waits', 'goes_on', 'tells', 'spawns'])
const ENDLESS = { fuel: 10n ** 15n }

/** A port that tells when a run has said its first word. */
function listening() {
  const port = new TestPort()
  const begun = new Promise<void>((resolve) => (port.onHeard = () => resolve()))
  return { port, begun }
}

describe('the runs of jobs', () => {
  let running: TestRuntime | null = null
  const start = (options: Partial<RuntimeOptions> = {}) => (running = new TestRuntime(options))
  afterEach(() => running?.close())

  it('are counted, and leave no process behind', async () => {
    const test = start({ poolSize: 0 })
    const { port, begun } = listening()
    const stop = new AbortController()
    const { outcome } = test.run(guest, 'goes_on', { port, signal: stop.signal, budget: ENDLESS })
    await begun
    expect(test.runtime.stats()).toMatchObject({ activeJobRuns: 1, jobRuns: 1, sandboxes: 0 })
    expect(sandboxPids()).toHaveLength(1)
    stop.abort(new Error('enough'))
    await expect(outcome).rejects.toThrow('enough')
    expect(test.runtime.stats()).toMatchObject({ activeJobRuns: 0, jobRuns: 1, sandboxesLost: 0 })
    expect(sandboxPids()).toEqual([])
    expect(test.incidents).toEqual([])
  })

  it('have a bound; one more is refused, and has its place when another has ended', async () => {
    const test = start({ maxJobSandboxes: 1 })
    const { port, begun } = listening()
    const stop = new AbortController()
    const first = test.run(guest, 'goes_on', { port, signal: stop.signal, budget: ENDLESS })
    await begun
    await expect(test.run(guest, 'steps').outcome).rejects.toMatchObject({ code: 'overloaded' })
    stop.abort()
    await expect(first.outcome).rejects.toMatchObject({ name: 'AbortError' })
    expect(await test.run(guest, 'steps').outcome).toMatchObject({ exit: 'completed' })
  })

  it('end at once when their signal says so, also before they began and while they wait for the host', async () => {
    const test = start()
    const stop = new AbortController()
    const { port, begun } = listening()
    const waiting = test.run(guest, 'waits', { port, signal: stop.signal })
    await begun
    stop.abort(new Error('fenced'))
    await expect(waiting.outcome).rejects.toThrow('fenced')
    const late = test.run(guest, 'steps', { signal: stop.signal })
    await expect(late.outcome).rejects.toThrow('fenced')
    expect(late.port.heard).toEqual([])
    const soon = new AbortController()
    const beginning = test.run(guest, 'steps', { signal: soon.signal })
    soon.abort(new Error('changed my mind'))
    await expect(beginning.outcome).rejects.toThrow('changed my mind')
  })

  it('are given to another process when the warm one has ended', async () => {
    const test = start({ poolSize: 1 })
    await test.run(guest, 'steps').outcome
    await expect.poll(() => test.runtime.stats().warmSandboxes).toBe(1)
    for (const pid of sandboxPids()) process.kill(pid, 'SIGKILL')
    expect(await test.run(guest, 'steps').outcome).toMatchObject({ exit: 'completed' })
    expect(test.incidents).toEqual([])
  })

  it('wait for the host beyond the time of a slice', async () => {
    const test = start()
    const port = new TestPort()
    port.checkpoint = async () => {
      await new Promise((resolve) => setTimeout(resolve, 2_500))
      return false
    }
    const { outcome } = test.run(guest, 'steps', { port, limits: { deadlineMs: 2_000 } })
    expect(await outcome).toMatchObject({ exit: 'failed' }) // the job ends so when a checkpoint is not kept
  })

  it('are stopped when they do not heed a cancel, and not for a pause', async () => {
    const test = start({ cancelGraceMs: 200 })
    const { port, begun } = listening()
    const run = test.run(guest, 'goes_on', { port, budget: ENDLESS })
    await begun
    run.interrupt('pause')
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(test.runtime.stats()).toMatchObject({ activeJobRuns: 1 })
    run.interrupt('cancel')
    run.interrupt('pause') // does not take the cancel back
    expect(await run.outcome).toMatchObject({
      exit: 'interrupted',
      message: 'It was stopped: it did not end within 200 ms of the cancel',
    })
    expect(test.incidents).toEqual([])
  })

  it('are asked to pause when the runtime closes, and refused from then on', async () => {
    const test = start()
    const port = new TestPort()
    const closing = new Promise<void>((resolve) => {
      port.onHeard = (what) => {
        if (what === 'checkpoint {"next":2}') resolve(test.runtime.close())
      }
    })
    expect(await test.run(guest, 'steps', { port }).outcome).toMatchObject({ exit: 'interrupted' })
    await closing
    expect(Buffer.from(port.state!).toString()).toBe('{"next":2}')
    await expect(test.run(guest, 'steps').outcome).rejects.toMatchObject({ code: 'shutting_down' })
  })

  it('that do not pause are ended when the runtime has waited long enough', async () => {
    const test = start({ drainMs: 200 })
    const { port, begun } = listening()
    const { outcome } = test.run(guest, 'goes_on', { port, budget: ENDLESS })
    await begun
    const closed = test.runtime.close()
    await expect(outcome).rejects.toMatchObject({ code: 'shutting_down' })
    await closed
    expect(test.incidents).toEqual([])
  })

  it('go on when their embedder fails, which is an incident', async () => {
    const test = start()
    const port = new TestPort()
    const fail = () => {
      throw new Error('the database is on fire')
    }
    Object.assign(port, { warning: fail, bytes: fail })
    expect(await test.run(guest, 'tells', { port }).outcome).toMatchObject({ exit: 'completed' })
    expect(port.heard).toEqual(['error bad luck', 'log a line'])
    expect(test.incidents).toMatchObject([
      { kind: 'job_port_failed', reason: 'What a job said (warning) was lost' },
      { kind: 'job_port_failed', reason: 'What a job said (bytes) was lost' },
    ])
  })

  it('are told that nothing was kept, or dispatched, when the embedder fails at it', async () => {
    const test = start()
    const port = new TestPort()
    const fail = async () => Promise.reject(new Error('the database is on fire'))
    Object.assign(port, { checkpoint: fail, spawn: fail })
    expect(await test.run(guest, 'steps', { port }).outcome).toMatchObject({ exit: 'failed' })
    expect(await test.run(guest, 'spawns', { port }).outcome).toMatchObject({ exit: 'completed' })
    expect(port.heard.at(-1)).toMatch(/^log .*internal_error/)
    expect(test.incidents).toMatchObject([{ kind: 'job_port_failed' }, { kind: 'host_call_failed' }])
  })

  it('fail with what reading their code fails with', async () => {
    const test = start()
    const readCode = async () => Promise.reject(new Error('no such blob'))
    await expect(test.run({ ...guest, readCode }, 'steps').outcome).rejects.toThrow('no such blob')
    expect(test.runtime.stats()).toMatchObject({ activeJobRuns: 0 })
  })

  it('are faults of the guest when its code cannot be loaded', async () => {
    const test = start()
    const broken = jobGuestOf(Buffer.from('any'), ['steps'])
    await expect(test.run(broken, 'steps').outcome).rejects.toMatchObject({ name: 'GuestFault', code: 'load_failed' })
  })

  it('have parameters within the limit of inputs', async () => {
    const params = JSON.stringify('x'.repeat(2_000))
    const { outcome } = start().run(guest, 'steps', { params, limits: { inputBytes: 1_000 } })
    await expect(outcome).rejects.toMatchObject({ code: 'input_too_large' })
  })

  it.each<[string, Parameters<TestRuntime['run']>[2] & { job?: string }]>([
    ['of a job that is not declared', { job: 'sweep' }],
    ['without a UUID', { jobId: '7' }],
    ['with parameters that are no JSON', { params: '{' }],
    ['with a state that no checkpoint can have', { state: new Uint8Array((4 << 20) + 1) }],
    ['with a negative budget', { budget: { fuel: -1n } }],
    ['with a budget that is no bigint', { budget: { fuel: 100_000 as unknown as bigint } }],
    ['with a limit that there is not', { limits: { fuel: 0n } }],
  ])('%s are errors of the embedder', (_, { job = 'steps', ...options }) => {
    const test = start()
    expect(() => test.run(guest, job, options)).toThrow()
    expect(test.runtime.stats()).toMatchObject({ jobRuns: 0 })
  })

  it('name jobs of their own extension with or without its id', async () => {
    const source = `export const go = async () => void (await grantry.job.spawn('steps', [1]))`
    const { outcome, port } = start().run(jobGuestOf(Buffer.from(source), ['go'], 'js'), 'go')
    expect(await outcome).toMatchObject({ exit: 'completed' })
    expect(port.heard).toEqual(['spawn demo:steps [1]'])
  })
})
