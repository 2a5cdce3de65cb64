import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { coreCode, coreGuest, guestOf, jsGuest } from '../../../fixtures/guests.ts'
import { isRunning, sandboxPids } from '../../../fixtures/processes.ts'
import { programPath, startProgram } from '../../../fixtures/programs.ts'
import { TestRuntime } from '../../../fixtures/test-runtime.ts'
import type { Decision, RuntimeOptions, RuntimeUnavailable } from '../../index.ts'

const guest = coreGuest('conformance', ['echo', 'ask', 'loop'])
/** So much fuel that only the clock can end a loop. */
const ENDLESS = { fuel: 10n ** 15n, deadlineMs: 300 }

let running: TestRuntime | null = null
function start(options: Partial<RuntimeOptions> = {}): TestRuntime {
  running = new TestRuntime({ poolSize: 0, ...options })
  return running
}
afterEach(() => running?.close())

/** Settles when the host has been asked for the `count`th time from now. */
function asked(test: TestRuntime, count = 1): Promise<void> {
  let missing = count
  return new Promise((resolve) => {
    test.host.onCall = () => {
      missing -= 1
      if (missing === 0) resolve()
    }
  })
}

describe('a sandbox that is killed', () => {
  it('fails the call under way clearly, and the next one gets a new sandbox', async () => {
    const test = start()
    const isAsked = asked(test)
    const call = test.call(guest, 'ask', { want: 'nothing' })
    await isAsked
    const [pid] = sandboxPids()
    process.kill(pid!, 'SIGKILL')
    await expect(call).rejects.toMatchObject({ name: 'RuntimeUnavailable', code: 'sandbox_lost', retryAfterMs: 100 })
    const culprit = { install: guest.digest.slice(7, 23), context: 'context' }
    expect(test.incidents).toEqual([{ kind: 'sandbox_lost', workspace: 'w', reason: 'got SIGKILL', culprit }])
    expect(await test.ask(guest, 'echo', 'well')).toBe('well')
    expect(sandboxPids()).not.toContain(pid)
  })

  it('between two calls is noticed by nobody but the embedder, and nobody is blamed', async () => {
    const test = start()
    await test.call(guest, 'echo', {})
    process.kill(sandboxPids()[0]!, 'SIGKILL')
    await expect.poll(() => test.incidents).toMatchObject([{ kind: 'sandbox_lost' }])
    expect(test.incidents[0]).not.toHaveProperty('culprit')
    expect(await test.ask(guest, 'echo', 'well')).toBe('well')
  })

  it('again and again is replaced again and again', async () => {
    const test = start()
    for (let round = 0; round < 4; round += 1) {
      expect(await test.ask(guest, 'echo', round)).toBe(round)
      process.kill(sandboxPids()[0]!, 'SIGKILL')
      await expect.poll(() => test.runtime.stats().sandboxesLost).toBe(round + 1)
    }
  })
})

/** Kills the sandbox after every call that is answered; ends with the error of one that is not. */
async function killUntilRefused(test: TestRuntime): Promise<RuntimeUnavailable> {
  for (let loss = 1; ; loss += 1) {
    try {
      await test.ask(guest, 'echo', loss)
    } catch (error) {
      return error as RuntimeUnavailable
    }
    process.kill(sandboxPids()[0]!, 'SIGKILL')
    await expect.poll(() => test.runtime.stats().sandboxesLost, { timeout: 10_000 }).toBe(loss)
  }
}

describe('a workspace whose sandbox ends again and again', () => {
  it('is told to come again after the pause, in which no sandbox is started; others are not', async () => {
    const test = start()
    const refusal = await killUntilRefused(test)
    expect(refusal).toMatchObject({ name: 'RuntimeUnavailable', code: 'sandbox_restarting' })
    expect(refusal.retryAfterMs).toBeGreaterThan(0)
    expect(refusal.retryAfterMs).toBeLessThanOrEqual(5_000)
    expect(sandboxPids()).toEqual([])
    expect(await test.ask(guest, 'echo', 'well', { workspace: 'other' })).toBe('well')
    await new Promise((resume) => setTimeout(resume, refusal.retryAfterMs))
    expect(await test.ask(guest, 'echo', 'again')).toBe('again')
  })
})

describe('a guest that does not give the thread back', () => {
  it('is killed at its deadline, and named to the embedder', async () => {
    const test = start()
    const call = test.call(guest, 'loop', {}, { limits: ENDLESS, install: 'culprit' })
    await expect(call).rejects.toMatchObject({ name: 'GuestFault', code: 'deadline_exceeded' })
    await expect.poll(() => test.incidents).toMatchObject([{ culprit: { install: 'culprit', context: 'context' } }])
    expect(await test.ask(guest, 'echo', 'well')).toBe('well')
  })

  it('takes calls that wait for the host with it, and they are told that it was not their fault', async () => {
    const test = start()
    const isAsked = asked(test)
    const innocent = test.call(guest, 'ask', { want: 'nothing' }, { install: 'innocent' })
    await isAsked
    const culprit = test.call(guest, 'loop', {}, { limits: ENDLESS, install: 'culprit' })
    await expect(culprit).rejects.toMatchObject({ code: 'deadline_exceeded' })
    await expect(innocent).rejects.toMatchObject({ code: 'sandbox_lost' })
  })

  it('delays calls that have not begun, which then run in the next sandbox', async () => {
    const test = start()
    await test.call(guest, 'echo', {}, { install: 'late' })
    const culprit = test.call(guest, 'loop', {}, { limits: ENDLESS, install: 'culprit' })
    const late = test.ask(guest, 'echo', 'well', { install: 'late' })
    await expect(culprit).rejects.toMatchObject({ code: 'deadline_exceeded' })
    expect(await late).toBe('well')
  })

  it('is named as well when it came in a burst of its install, and takes nobody else with it', async () => {
    const test = start()
    const burst = { install: 'burst', limits: { ...ENDLESS, concurrentCalls: 20 } }
    await test.call(guest, 'echo', {}, burst)
    await test.call(guest, 'echo', {}, { install: 'other' })
    const echoes = (count: number) => Array.from({ length: count }, (_, call) => test.ask(guest, 'echo', call, burst))
    const before = Promise.allSettled(echoes(8))
    const culprit = test.call(guest, 'loop', {}, burst)
    const after = Promise.allSettled(echoes(4))
    const other = test.ask(guest, 'echo', 'well', { install: 'other' })
    await expect(culprit).rejects.toMatchObject({ code: 'deadline_exceeded' })
    for (const settled of [...(await before), ...(await after)]) {
      if (settled.status === 'rejected') expect(settled.reason.code).toMatch(/^(deadline_exceeded|sandbox_lost)$/)
    }
    expect(await other).toBe('well')
    expect(test.incidents).toMatchObject([{ culprit: { install: 'burst' } }])
  })

  it('does not end the sandbox when another call is merely past its own deadline meanwhile', async () => {
    const test = start()
    for (const install of ['impatient', 'slow']) await test.call(guest, 'echo', {}, { install })
    const isAsked = asked(test)
    const impatient = test.call(
      guest,
      'ask',
      { want: 'nothing' },
      { limits: { deadlineMs: 500 }, install: 'impatient' },
    )
    await isAsked
    const slow = test.call(guest, 'loop', {}, { limits: { fuel: 2_000_000_000n, deadlineMs: 30_000 }, install: 'slow' })
    await expect(impatient).rejects.toMatchObject({ code: 'deadline_exceeded' })
    await expect(slow).rejects.toMatchObject({ code: 'fuel_exhausted' })
    expect(test.incidents).toEqual([])
    expect(await test.ask(guest, 'echo', 'well')).toBe('well')
  })

  it('in one workspace does not delay another', async () => {
    const test = start()
    await test.call(guest, 'echo', {}, { workspace: 'other' })
    const culprit = test.call(guest, 'loop', {}, { limits: { ...ENDLESS, deadlineMs: 1_000 } })
    let isOver = false
    void culprit.catch(() => (isOver = true))
    for (let call = 0; call < 20; call += 1) {
      expect(await test.ask(guest, 'echo', call, { workspace: 'other' })).toBe(call)
    }
    expect(isOver).toBe(false)
    await expect(culprit).rejects.toMatchObject({ code: 'deadline_exceeded' })
  })
})

describe('a sandbox', () => {
  it('ends when its workspace has been quiet, after its guests have said goodbye', async () => {
    const test = start({ idleMs: 50 })
    const jobs = [
      { name: 'scan', export: 'scan', resumable: true },
      { name: 'tidy', export: 'tidy', resumable: false },
    ]
    const polite = guestOf(coreCode('registrations'), ['greet'], { jobs })
    await test.call(polite, 'greet', {})
    await expect.poll(() => sandboxPids()).toEqual([])
    expect(test.host.messages).toContain('goodbye')
    expect(test.incidents).toEqual([])
    expect(await test.ask(polite, 'greet', {})).toEqual({})
  })

  it('is accounted for in what the runtime says it decided, and why', async () => {
    const decisions: Decision[] = []
    const test = start({ maxSandboxes: 1, onDecision: (decision) => void decisions.push(decision) })
    await test.call(guest, 'echo', {}, { workspace: 'a' })
    await test.call(guest, 'echo', {}, { workspace: 'b' })
    expect(decisions).toEqual([
      { kind: 'sandbox_taken', workspace: 'a', reason: 'a call came' },
      { kind: 'sandbox_retired', workspace: 'a', reason: 'its place was needed' },
      { kind: 'sandbox_taken', workspace: 'b', reason: 'a call came' },
    ])
  })

  it('makes room for another workspace when there are as many as there may be', async () => {
    const test = start({ maxSandboxes: 2 })
    for (const workspace of ['a', 'b', 'c', 'd']) {
      expect(await test.ask(guest, 'echo', workspace, { workspace })).toBe(workspace)
      expect(test.runtime.stats().sandboxes).toBeLessThanOrEqual(2)
    }
  })

  it('is refused when all there may be are busy', async () => {
    const test = start({ maxSandboxes: 1 })
    const isAsked = asked(test)
    const busy = test.call(guest, 'ask', { want: 'nothing' }, { workspace: 'a', limits: { deadlineMs: 500 } })
    await isAsked
    await expect(test.call(guest, 'echo', {}, { workspace: 'b' })).rejects.toMatchObject({ code: 'overloaded' })
    await expect(busy).rejects.toMatchObject({ code: 'deadline_exceeded' })
    expect(await test.ask(guest, 'echo', 'well', { workspace: 'b' })).toBe('well')
  })

  it('that cannot be started for want of descriptors is an unavailability, which passes', () => {
    const starved = ['-c', 'ulimit -n 128; exec "$@"', 'sh', process.execPath, programPath('embedder'), 'starve']
    const said = execFileSync('/bin/sh', starved, { encoding: 'utf8', timeout: 20_000 })
    expect(said).toBe('"well"\nsandbox_lost\n"well"\nclosed\n')
  })

  it('comes from the warm pool, which is filled again', async () => {
    const test = start({ poolSize: 2 })
    await expect.poll(() => sandboxPids().length).toBe(2)
    const warm = sandboxPids()
    await test.call(guest, 'echo', {})
    await expect.poll(() => test.runtime.stats()).toMatchObject({ sandboxes: 1, warmSandboxes: 2 })
    await expect.poll(() => sandboxPids().filter((pid) => !warm.includes(pid)).length).toBe(1)
  })
})

describe('closing', () => {
  it('waits for calls under way, refuses new ones and leaves no process', async () => {
    const test = start({ poolSize: 2 })
    const release = Promise.withResolvers<void>()
    const answer = test.host.call
    test.host.call = async (...call) => {
      await release.promise
      return answer(...call)
    }
    const isAsked = asked(test)
    const underWay = test.ask(guest, 'ask', { nonce: 'last' })
    release.resolve()
    await isAsked
    const closed = test.runtime.close()
    await expect(test.call(guest, 'echo', {})).rejects.toMatchObject({ code: 'shutting_down' })
    expect(await underWay).toEqual({ nonce: 'last' })
    await closed
    expect(sandboxPids()).toEqual([])
  })

  it('does not wait for ever', async () => {
    const test = start({ drainMs: 50 })
    const isAsked = asked(test)
    const stuck = test.call(guest, 'ask', { want: 'nothing' }, { limits: { deadlineMs: 60_000 } })
    await isAsked
    const lost = expect(stuck).rejects.toMatchObject({ code: 'sandbox_lost' })
    await test.runtime.close()
    await lost
    expect(sandboxPids()).toEqual([])
  })

  it('is not needed for the processes to end: they do when the embedder is killed', async () => {
    const embedder = startProgram('embedder')
    await once(embedder.stdout, 'data')
    // The one that ran the call, and some time later the one that waits in its place.
    await expect.poll(() => sandboxPids(embedder.pid), { timeout: 20_000 }).toHaveLength(2)
    const pids = sandboxPids(embedder.pid)
    embedder.kill('SIGKILL')
    await expect.poll(() => pids.filter(isRunning), { timeout: 5_000 }).toEqual([])
  })

  it('comes to its end in a process that does nothing else', () => {
    const said = execFileSync(process.execPath, [programPath('embedder'), 'close'], {
      encoding: 'utf8',
      timeout: 20_000,
    })
    expect(said).toBe('"well"\nclosed\n')
  })

  it('is not needed for the process of the embedder to end', () => {
    const said = execFileSync(process.execPath, [programPath('embedder'), 'exit'], {
      encoding: 'utf8',
      timeout: 20_000,
    })
    expect(said).toBe('"well"\n')
  })
})

describe('a JavaScript guest', () => {
  it('is evaluated once, and its other instances begin where that one began', async () => {
    const test = start()
    const counting = jsGuest('counts-evaluations', ['evaluations'])
    const limits = { concurrentCalls: 4 }
    const calls = Array.from({ length: 4 }, () => test.ask(counting, 'evaluations', {}, { limits }))
    const states = (await Promise.all(calls)) as { token: number; random: number }[]
    expect(new Set(states.map(({ token }) => token)).size).toBe(1)
    expect(new Set(states.map(({ random }) => random)).size).toBe(4)
  })
})
