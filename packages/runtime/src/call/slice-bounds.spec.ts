import { afterEach, describe, expect, it } from 'vitest'
import { coreCodeOf, guestOf, jobGuestOf, jsText } from '../../fixtures/guests.ts'
import { TestPort } from '../../fixtures/test-port.ts'
import { useRuntime } from '../../fixtures/test-runtime.ts'
import { DEFAULT_LIMITS, type GuestSource, type Loan } from '../index.ts'

const running = useRuntime()
afterEach(() => expect(running().incidents).toEqual([]))

const COUNT = 'let sum = 0; for (let i = 0; i < count; i += 1) sum += i; return sum'

describe('a call in slices', () => {
  it('has one account with the extensions that it calls, although it computes on meanwhile', async () => {
    const callee = jsText(
      `export const attack = async (count) => { await grantry.call('query:slow.v1', {}); ${COUNT} }`,
    )
    const caller = jsText(`export const attack = async (count) => {
      const other = grantry.call('query:other:attack.v1', count)
      const own = ((count) => { ${COUNT} })(count)
      grantry.log('info', 'own part done')
      return [own, await other]
    }`)
    const alone = await running().call(callee, 'attack', 100_000, { install: 'other' })
    const spent: bigint[] = []
    const answer = running().host.call
    running().host.call = async (_context, method, payload, loan) => {
      if (method === 'query:slow.v1') return new Promise((resolve) => setTimeout(() => resolve('null'), 500))
      const { fuelConsumed } = await callOnLoan(callee, payload, loan)
      spent.push(fuelConsumed)
      return 'null'
    }
    // Enough for either of them, and not for both.
    const limits = { fuel: alone.fuelConsumed + alone.fuelConsumed / 2n }
    const slice = { size: 1_000_000n, onSlice: () => 'continue' as const }
    const call = running().call(caller, 'attack', 100_000, { limits, slice })
    await expect(call).rejects.toMatchObject({ code: 'fuel_exhausted', fuelConsumed: limits.fuel })
    expect(spent).toHaveLength(1)
    expect(running().host.messages).not.toContain('own part done')
    running().host.call = answer
  })

  const callOnLoan = (guest: GuestSource, input: string, loan: Loan) =>
    running().runtime.call({
      workspace: 'w',
      install: 'other',
      guest,
      limits: DEFAULT_LIMITS,
      export: 'attack',
      input,
      context: 'of the other',
      loan,
    })

  it('is asked for while the text of what its guest throws is made', async () => {
    const guest = jsText(`export const attack = (count) => {
      queueMicrotask(() => { throw { toString() { ${COUNT} } } })
      return 1
    }`)
    let ends = 0
    const slice = { size: 1_000_000n, onSlice: () => ((ends += 1), 'cancel' as const) }
    await expect(running().call(guest, 'attack', 100_000, { slice })).rejects.toThrow('behind its slice number 1')
    expect(ends).toBe(1)
  })

  it('pays for what its host did for it, also when it traps after that', async () => {
    const attack = (end: string) =>
      guestOf(
        coreCodeOf(`;; with: memory alloc init
          (import "spacedrive" "spacedrive_log" (func $log (param i32 i32 i32)))
          (func (export "attack") (param i32 i32) (result i32)
            (drop (memory.grow (i32.const 200)))
            (call $log (i32.const 0) (i32.const 0) (i32.const 13000000))
            ${end})`),
        ['attack'],
      )
    const ofBytes = 4n * 13_000_000n
    const slice = { size: 1_000_000n, onSlice: () => 'continue' as const }
    const call = running().call(attack('unreachable'), 'attack', {}, { slice })
    const fault = await call.catch((error: unknown) => error)
    expect(fault).toMatchObject({ code: 'guest_trap' })
    expect((fault as { fuelConsumed: bigint }).fuelConsumed).toBeGreaterThan(ofBytes)
  })
})

describe('a job that does not wait', () => {
  const jobOf = (source: string) => jobGuestOf(Buffer.from(source), ['job'], 'js')

  it('counts as far as there is room to tell of it', async () => {
    const id = '0a1b2c3d4e5f4a6b8c7d9e0f1a2b3c4d'.replaceAll(/../g, '\\$&')
    const guest = jobGuestOf(
      coreCodeOf(`;; with: memory alloc init
        (import "spacedrive" "job_increment_bytes" (func $count (param i32 i64)))
        (data (i32.const 64) "${id}")
        (func (export "job") (param i32 i32 i32 i32) (result i32) (local $i i32)
          (loop $again
            (call $count (i32.const 64) (i64.const -1))
            (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 10000))))
          (i32.const 0))`),
      ['job'],
    )
    const { outcome, port } = running().run(guest, 'job')
    expect(await outcome).toMatchObject({ exit: 'completed' })
    expect(port.counts.bytes).toBe(101n * (2n ** 64n - 1n))
  })

  it('logs within the bounds of the slices for which there is room', async () => {
    const guest = jobOf(`export const job = async () => {
      const line = 'x'.repeat(15_000)
      for (let turn = 0; turn < 60; turn += 1) {
        grantry.job.checkInterrupt()
        for (let i = 0; i < 4; i += 1) grantry.job.log(line)
        await grantry.call('query:x.v1', {})
      }
    }`)
    expect(await running().run(guest, 'job').outcome).toMatchObject({ exit: 'completed' })
  })

  it('has its host calls counted in the slice in which they are made', async () => {
    const guest = jobOf(`export const job = async ({ params: { calls } }) => {
      const all = []
      for (let slice = 0; slice < 3; slice += 1) {
        for (let i = 0; i < calls; i += 1) all.push(grantry.call('query:x.v1', { want: 'slowly' }))
        await grantry.job.checkInterrupt()
      }
      await Promise.all(all)
    }`)
    const answer = running().host.call
    running().host.call = async () => {
      await new Promise((resolve) => setTimeout(resolve, 30))
      return 'null'
    }
    const run = (calls: number) =>
      running().run(guest, 'job', { limits: { hostCalls: 20 }, params: JSON.stringify({ calls }) }).outcome
    expect(await run(6)).toMatchObject({ exit: 'completed' })
    await expect(run(20)).rejects.toMatchObject({ code: 'host_call_limit' })
    running().host.call = answer
  })

  it('has those host calls counted in the next slice that go out behind the end of one', async () => {
    const guest = jobOf(`export const job = async ({ params: { more } }) => {
      const later = []
      const compute = () => {
        if (later.length > 0) return
        for (let i = 0; i < 7000; i += 1) later.length = 0
        for (let i = 0; i < more; i += 1) later.push(grantry.call('query:x.v1', {}))
      }
      const all = []
      for (let i = 0; i < 20; i += 1) all.push(grantry.call('query:x.v1', {}).then(compute))
      await Promise.all(all)
      await Promise.all(later)
    }`)
    const answer = running().host.call
    const asked: (() => void)[] = []
    running().host.call = () =>
      new Promise((resolve) => {
        asked.push(() => resolve('null'))
        if (asked.length === 1) setTimeout(() => asked.splice(0).forEach((reply) => reply()), 60)
      })
    const run = (more: number) => {
      const options = { limits: { hostCalls: 20, fuel: 4_000_000n }, params: JSON.stringify({ more }) }
      return running().run(guest, 'job', options).outcome
    }
    expect(await run(16)).toMatchObject({ exit: 'completed' })
    await expect(run(20)).rejects.toMatchObject({ code: 'host_call_limit' })
    running().host.call = answer
  })

  it('has children that waited for room counted in the slice in which they are spawned', async () => {
    const guest = jobOf(`export const job = async ({ params: { more } }) => {
      const line = 'x'.repeat(16320)
      for (let i = 0; i < 6; i += 1) grantry.job.log(line)
      const all = []
      for (let i = 0; i < 10; i += 1) all.push(grantry.job.spawn('demo:steps', {}))
      await grantry.job.checkInterrupt()
      for (let i = 0; i < more; i += 1) all.push(grantry.call('query:x.v1', {}))
      await Promise.all(all)
    }`)
    const run = (more: number) =>
      running().run(guest, 'job', { limits: { hostCalls: 20 }, params: JSON.stringify({ more }) }).outcome
    expect(await run(8)).toMatchObject({ exit: 'completed' })
    await expect(run(18)).rejects.toMatchObject({ code: 'host_call_limit' })
  })

  it('has 8 MiB of states under way and no more', async () => {
    const guest = jobOf(`export const job = async () => {
      const saved = []
      for (let i = 0; i < 50; i += 1) saved.push(grantry.job.checkpoint('x'.repeat(2_000_000)))
      const answers = await Promise.all(saved)
      return { exit: 0, message: String(answers.filter((isSaved) => isSaved).length) }
    }`)
    const port = new TestPort()
    expect(await running().run(guest, 'job', { port }).outcome).toMatchObject({ exit: 'completed', message: '4' })
    expect(port.heard.filter((heard) => heard.startsWith('checkpoint'))).toHaveLength(4)
  })

  it('runs into its memory where the host takes something from it', async () => {
    const guest = jobOf(`export const job = async () => {
      const text = '\\u00e9'.repeat(5_000_000)
      const kept = []
      for (let size = 1 << 20; size > 65_536; ) try { kept.push(new ArrayBuffer(size)) } catch { size >>= 1 }
      await grantry.job.checkpoint(text)
    }`)
    await expect(running().run(guest, 'job').outcome).rejects.toMatchObject({ code: 'memory_exceeded' })
  })
})
