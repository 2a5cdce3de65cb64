import { describe, expect, it } from 'vitest'
import { coreCode, guestOf, jobGuestOf } from '../../fixtures/guests.ts'
import { sandboxPids } from '../../fixtures/processes.ts'
import { sdkCode } from '../../fixtures/sdk-code.ts'
import { TestPort } from '../../fixtures/test-port.ts'
import { useRuntime } from '../../fixtures/test-runtime.ts'
import type { JobRun } from '../index.ts'

const JOBS = [
  'steps',
  'asks_for_its_state',
  'tells',
  'fails',
  'breaks',
  'spawns',
  'asks',
  'waits',
  'works',
  'spins',
  'goes_on',
  'floods_progress',
  'floods_warnings',
  'floods_checkpoints',
  'floods_children',
  'reports_nonsense',
  'saves_too_much',
]
const GUESTS = {
  'written by hand': jobGuestOf(coreCode('jobs'), JOBS),
  'written with the SDK': guestOf(await sdkCode('jobs', JOBS), [], {
    abi: 'js',
    jobs: JOBS.map((name) => ({ name, export: `job_${name}`, resumable: true })),
  }),
}

/** What a run that begins at a step says until the end. */
const stepsFrom = (first: number, last = 7): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index).flatMap((step) => [
    `progress ${step / 8} step ${step}`,
    `checkpoint {"next":${step + 1}}`,
  ])

/** Does something when a run says this. */
function when(port: TestPort, said: string, act: () => void): void {
  port.onHeard = (what) => {
    if (what === said) act()
  }
}

/** What an extension's author may rely on, whether a job is a module with the imports of `core` or made by the SDK. */
describe.each(Object.keys(GUESTS) as (keyof typeof GUESTS)[])('a job %s', (form) => {
  const guest = GUESTS[form]
  const running = useRuntime()

  it('runs to its end: progress and checkpoints in order, items counted', async () => {
    const { outcome, port } = running().run(guest, 'steps')
    expect(await outcome).toEqual({
      exit: 'completed',
      fuelConsumed: expect.any(BigInt),
      memoryPages: expect.any(Number),
      durationMs: expect.any(Number),
    })
    expect(port.heard).toEqual(stepsFrom(0))
    expect(port.counts).toEqual({ bytes: 0n, items: 8n })
    expect(running().incidents).toEqual([])
  })

  it('goes on in a fresh instance from exactly the bytes of the last checkpoint', async () => {
    const cut = new AbortController()
    const port = new TestPort()
    when(port, 'progress 0.5 step 4', () => cut.abort(new Error('the power is gone')))
    await expect(running().run(guest, 'steps', { port, signal: cut.signal }).outcome).rejects.toThrow(
      'the power is gone',
    )
    expect(port.heard.at(-1)).toBe('progress 0.5 step 4')
    const resumed = running().run(guest, 'steps', { state: port.state })
    expect(await resumed.outcome).toMatchObject({ exit: 'completed' })
    expect(resumed.port.heard).toEqual(stepsFrom(4))
  })

  it('asks for its state, which is the last checkpoint of this run or an earlier one', async () => {
    const { outcome, port } = running().run(guest, 'asks_for_its_state', { state: Buffer.from('{"next":6}') })
    expect(await outcome).toMatchObject({ exit: 'completed' })
    expect(port.heard).toEqual(['log {"next":6}', ...stepsFrom(6, 6), 'log {"next":7}'])
  })

  it.each(['pause', 'cancel'] as const)(
    'ends as interrupted after a checkpoint when it hears of a %s',
    async (kind) => {
      const port = new TestPort()
      when(port, 'checkpoint {"next":3}', () => run.interrupt(kind))
      const run: JobRun = running().run(guest, 'steps', { port })
      expect(await run.outcome).toMatchObject({ exit: 'interrupted' })
      expect(port.heard).toEqual(stepsFrom(0, 2))
      expect(Buffer.from(port.state!).toString()).toBe('{"next":3}')
    },
  )

  it('ends at its first look when it was interrupted before it began', async () => {
    const run = running().run(guest, 'steps')
    run.interrupt('pause')
    expect(await run.outcome).toMatchObject({ exit: 'interrupted' })
    expect(run.port.heard).toEqual(stepsFrom(0, 0))
  })

  it('decides what to do when a checkpoint could not be kept', async () => {
    const port = new TestPort()
    port.checkpoint = async () => false
    expect(await running().run(guest, 'steps', { port }).outcome).toMatchObject({ exit: 'failed' })
    expect(port.heard).toEqual(['progress 0 step 0'])
  })

  it('tells warnings, errors and lines, and counts beyond 2 to the power of 53 exactly', async () => {
    const { outcome, port } = running().run(guest, 'tells')
    expect(await outcome).toMatchObject({ exit: 'completed' })
    expect(port.heard).toEqual(['warning odd', 'error bad luck', 'log a line'])
    expect(port.counts).toEqual({ bytes: 18_014_398_509_481_986n, items: 2n ** 64n })
  })

  it('fails when it says so', async () => {
    expect(await running().run(guest, 'fails').outcome).toMatchObject({ exit: 'failed' })
  })

  it('that breaks is a fault of the guest, with its figures', async () => {
    await expect(running().run(guest, 'breaks').outcome).rejects.toMatchObject({
      name: 'GuestFault',
      code: expect.stringMatching(/^guest_(trap|error)$/),
      memoryPages: expect.any(Number),
    })
  })

  it('gets the reply to a child it spawns', async () => {
    const { outcome, port } = running().run(guest, 'spawns')
    expect(await outcome).toMatchObject({ exit: 'completed' })
    expect(port.heard).toEqual([
      'spawn demo:steps {"from":"parent"}',
      'log {"job_id":"00000000-0000-4000-8000-00000000c41d"}',
    ])
  })

  it('gets the refusal of a child, and goes on', async () => {
    const port = new TestPort()
    const refusal = '{"error":"Run jobs has not been granted","code":"permission_denied"}'
    port.spawn = async () => refusal
    expect(await running().run(guest, 'spawns', { port }).outcome).toMatchObject({ exit: 'completed' })
    expect(port.heard).toEqual([`log ${refusal}`])
  })

  it('calls the host, which gets the context of the run', async () => {
    const { host } = running()
    host.calls.length = 0
    const { outcome, port } = running().run(guest, 'asks', { context: 'run 7' })
    expect(await outcome).toMatchObject({ exit: 'completed' })
    expect(host.calls).toEqual([{ context: 'run 7', method: 'query:test.ask.v1', payload: '{}' }])
    expect(port.heard).toEqual(['log {"nonce":null}'])
  })

  it('is refused a progress that is none, with a warning in the log', async () => {
    const { host } = running()
    host.lines.length = 0
    const { outcome, port } = running().run(guest, 'reports_nonsense')
    expect(await outcome).toMatchObject({ exit: 'completed' })
    expect(port.heard).toEqual(['log refused'])
    expect(host.messages).toEqual(
      ['NaN', '-0.5', '1.5'].map((fraction) => `A progress of ${fraction} was refused: it goes from 0 to 1`),
    )
  })

  it('is refused a checkpoint beyond 4 MiB, with a warning in the log', async () => {
    const { host } = running()
    host.lines.length = 0
    const { outcome, port } = running().run(guest, 'saves_too_much', { limits: { memoryPages: 1_024 } })
    expect(await outcome).toMatchObject({ exit: 'completed' })
    expect(port.heard).toEqual(['log refused'])
    expect(host.messages).toEqual([expect.stringMatching(/^A checkpoint of 52428\d\d bytes was refused/)])
  })

  it('works honestly over many slices, each with fuel of its own', async () => {
    const slice = 500_000n
    const { outcome, port } = running().run(guest, 'works', { limits: { fuel: slice } })
    const { exit, fuelConsumed } = await outcome
    expect(exit).toBe('completed')
    expect(fuelConsumed).toBeGreaterThan(2n * slice)
    expect(port.fuel).toBeLessThanOrEqual(fuelConsumed)
  })

  it('takes the same fuel for the same run', async () => {
    const first = await running().run(guest, 'steps').outcome
    const second = await running().run(guest, 'steps').outcome
    expect(second.fuelConsumed).toBe(first.fuelConsumed)
  })

  it('that does not come back has its budget, slice by slice, and tells what it has used', async () => {
    const limits = { fuel: 3_000_000n }
    const { outcome, port } = running().run(guest, 'spins', { limits, budget: { fuel: 20_000_000n } })
    await expect(outcome).rejects.toMatchObject({
      code: 'fuel_exhausted',
      fuelConsumed: 20_000_000n,
      detail: expect.stringContaining('the budget of the job'),
    })
    expect(port.fuel).toBeGreaterThanOrEqual(18_000_000n)
  })

  it.each(['pause', 'cancel'] as const)('that does not come back is stopped behind a slice for a %s', async (kind) => {
    const port = new TestPort()
    const limits = { fuel: 3_000_000n }
    const run: JobRun = running().run(guest, 'spins', { port, limits, budget: { fuel: 10n ** 15n } })
    port.used = () => run.interrupt(kind)
    const { exit, message, fuelConsumed } = await run.outcome
    expect([exit, message]).toEqual(['interrupted', expect.stringContaining(`did not look for the ${kind}`)])
    expect(fuelConsumed).toBeGreaterThan(3_000_000n)
    expect(running().incidents.filter(({ kind: what }) => what === 'sandbox_lost')).toEqual([])
  })

  it('that never ends has its budget', async () => {
    const { outcome } = running().run(guest, 'goes_on', { budget: { fuel: 3_000_000n } })
    await expect(outcome).rejects.toMatchObject({
      code: 'fuel_exhausted',
      fuelConsumed: 3_000_000n,
      detail: expect.stringContaining('the budget of the job'),
    })
  })

  it('is lost with its sandbox, which has a culprit', async () => {
    running().incidents.length = 0
    const port = new TestPort()
    when(port, 'progress 0 step 0', () => sandboxPids().forEach((pid) => process.kill(pid, 'SIGKILL')))
    const { outcome } = running().run(guest, 'waits', { port, context: 'run 8' })
    await expect(outcome).rejects.toMatchObject({ name: 'RuntimeUnavailable', code: 'sandbox_lost' })
    const install = guest.digest.slice(7, 23)
    const lost = { kind: 'sandbox_lost', workspace: 'w', culprit: { install, context: 'run 8' } }
    expect(running().incidents).toMatchObject([lost])
  })

  it('leaves calls and other jobs of its install alone', async () => {
    const stop = new AbortController()
    const endless = running().run(guest, 'goes_on', { signal: stop.signal, budget: { fuel: 10n ** 15n } })
    const begun = new Promise<void>((resolve) => when(endless.port, 'progress 0 step 0', resolve))
    await begun
    expect(await running().run(guest, 'steps').outcome).toMatchObject({ exit: 'completed' })
    const echo = guestOf(coreCode('conformance'), ['echo'])
    expect(await running().ask(echo, 'echo', 'well', { install: guest.digest.slice(7, 23) })).toBe('well')
    expect(running().runtime.stats()).toMatchObject({ activeJobRuns: 1 })
    stop.abort(new Error('enough'))
    await expect(endless.outcome).rejects.toThrow('enough')
    expect(running().runtime.stats()).toMatchObject({ activeJobRuns: 0 })
  })

  it('may flood the supervisor with progress, and ends when its fuel is gone', async () => {
    const { outcome, port } = running().run(guest, 'floods_progress', { budget: { fuel: 5_000_000n } })
    await expect(outcome).rejects.toMatchObject({ code: 'fuel_exhausted' })
    expect(port.heard.length).toBeGreaterThan(10)
    expect(new Set(port.heard)).toHaveLength(1)
  })

  it('may flood the supervisor with warnings, of which those of a slice have a limit', async () => {
    const { host } = running()
    host.lines.length = 0
    const { outcome, port } = running().run(guest, 'floods_warnings', {
      limits: { logBytes: 10_000, fuel: 30_000_000n },
      budget: { fuel: 30_000_000n },
    })
    await expect(outcome).rejects.toMatchObject({ code: 'fuel_exhausted' })
    expect(port.heard).toHaveLength(Math.floor(10_000 / (64 + 3)))
    expect(host.messages).toEqual(['The rest of this call was too much to log'])
  })

  it('may save without end, and ends when its fuel is gone', async () => {
    const { outcome, port } = running().run(guest, 'floods_checkpoints', { budget: { fuel: 5_000_000n } })
    await expect(outcome).rejects.toMatchObject({ code: 'fuel_exhausted' })
    expect(port.heard.length).toBeGreaterThan(10)
    expect(port.heard.length).toBeLessThan(50)
  })

  it('may spawn without end, and ends at the limit of host calls', async () => {
    const { outcome, port } = running().run(guest, 'floods_children', { limits: { hostCalls: 20 } })
    await expect(outcome).rejects.toMatchObject({ code: 'host_call_limit' })
    expect(port.heard).toHaveLength(20)
  })
})
