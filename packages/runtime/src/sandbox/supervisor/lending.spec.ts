import { afterEach, describe, expect, it } from 'vitest'
import { coreGuest, guestOf, jsCode, jsGuest } from '../../../fixtures/guests.ts'
import { relayTo, type Other } from '../../../fixtures/relaying-host.ts'
import { TestRuntime } from '../../../fixtures/test-runtime.ts'
import { DEFAULT_LIMITS, GuestFault, type GuestSource, type Loan } from '../../index.ts'
import { Account } from './lending.ts'

const JS_RELAYS = ['relay', 'relay_twice', 'relay_and_leave', 'relay_in_parallel']
const CALLERS: [name: string, caller: GuestSource][] = [
  ['core', coreGuest('relays', ['relay', 'relay_twice'])],
  ['js', jsGuest('relays', JS_RELAYS)],
  ['fresh js', { ...guestOf(jsCode('relays'), JS_RELAYS, { abi: 'js' }), instances: 'fresh' }],
]
const worker = coreGuest('conformance', ['echo', 'ask', 'loop', 'flood'])
const echo: Other = { guest: worker, export: 'echo' }

let running: TestRuntime | null = null
function start(other: Other): TestRuntime {
  running = new TestRuntime({ poolSize: 0 })
  relayTo(running, () => other)
  return running
}
afterEach(() => running?.close())

describe.each(CALLERS)('a call of another guest by a %s guest', (_, caller) => {
  it('brings the answer, and counts as the caller’s own work to the unit', async () => {
    const test = start(echo)
    const once = await test.call(caller, 'relay', { a: 1 })
    expect(JSON.parse(once.output)).toEqual({ a: 1 })
    const alone = await test.call(worker, 'echo', { a: 1 })
    test.host.call = async () => alone.output
    const without = await test.call(caller, 'relay', { a: 1 }, { install: 'in the same state as the first' })
    expect(once.fuelConsumed - without.fuelConsumed).toBe(alone.fuelConsumed)
  })

  it('gets no more fuel than the caller has left, which is then used up', async () => {
    const test = start({ ...echo, export: 'loop' })
    const faults: unknown[] = []
    const relayed = test.host.call
    test.host.call = async (...call) => {
      const reply = await relayed(...call)
      faults.push(JSON.parse(reply).code)
      return reply
    }
    const call = test.call(caller, 'relay', {}, { limits: { fuel: 5_000_000n } })
    await expect(call).rejects.toMatchObject({ code: 'fuel_exhausted', fuelConsumed: 5_000_000n })
    expect(faults).toEqual(['fuel_exhausted'])
  })

  it('keeps to its own limits where they are narrower; the caller is charged and goes on', async () => {
    const test = start({ ...echo, export: 'loop', limits: { fuel: 1_000_000n } })
    const { output, fuelConsumed } = await test.call(caller, 'relay_twice', {})
    expect(JSON.parse(output)).toMatchObject({ code: 'fuel_exhausted' })
    expect(fuelConsumed).toBeGreaterThan(2_000_000n)
    expect(fuelConsumed).toBeLessThan(12_000_000n)
  })

  it('ends with its caller, at the caller’s deadline', async () => {
    const test = start({ ...echo, export: 'ask' })
    const call = test.call(caller, 'relay', { want: 'nothing' }, { limits: { deadlineMs: 400 } })
    // Its answer may still come in time: then it says the same of the other's.
    const outcome = await call.then(({ output }) => JSON.parse(output), Object)
    expect(outcome).toMatchObject({ code: 'deadline_exceeded' })
    await expect.poll(() => test.runtime.stats().activeCalls).toBe(0)
    expect(await test.ask(caller, 'relay_twice', {})).toEqual({ nonce: null })
  })

  it('makes no more host calls than the caller has left', async () => {
    const test = start({ ...echo, export: 'flood' })
    const call = test.call(caller, 'relay_twice', { nonce: 'x' }, { limits: { hostCalls: 20 } })
    await Promise.allSettled([call])
    expect(test.host.calls.length).toBeLessThanOrEqual(20)
    expect(test.host.calls.length).toBeGreaterThan(15)
    expect(test.incidents).toEqual([])
  })
})

describe('a guest that has called another', () => {
  const [, [, caller]] = CALLERS as [unknown, (typeof CALLERS)[number]]

  it('is given no reply until all of them are done, one after the other', async () => {
    const test = start({ ...echo, export: 'echo' })
    const relayed = test.host.call
    const underWay = { now: 0, most: 0 }
    test.host.call = async (...call) => {
      underWay.now += 1
      underWay.most = Math.max(underWay.most, underWay.now)
      const reply = await relayed(...call)
      underWay.now -= 1
      return reply
    }
    expect(await test.ask(caller, 'relay_in_parallel', {})).toEqual(['platform', 'first', 'second'])
    expect(underWay.most).toBeLessThanOrEqual(2) // the platform's answer, and one other guest
  })

  it('has ended only when they have, and pays for them', async () => {
    const test = start({ ...echo, export: 'loop', limits: { fuel: 50_000_000n } })
    const { output, fuelConsumed } = await test.call(caller, 'relay_and_leave', {})
    expect(output).toBe('"left"')
    expect(fuelConsumed).toBeGreaterThan(50_000_000n)
  })
})

describe('a call on a loan that waits for its turn', () => {
  it('never begins when its caller has ended by then', async () => {
    const test = new TestRuntime({ poolSize: 0 })
    running = test
    const lent = Promise.withResolvers<PromiseSettledResult<unknown>[]>()
    const hung = Promise.withResolvers<void>()
    const callOnLoan = (exportName: string, loan: Loan) => test.call(worker, exportName, {}, { install: 'other', loan })
    test.host.call = async (_, method, __, loan) => {
      if (method.includes('other:')) {
        await callOnLoan('echo', loan) // a guest that is known already is not waited for
        const unread = { ...coreGuest('relays', ['relay']), readCode: () => new Promise<never>(() => {}) }
        const late = () => test.call(unread, 'relay', {}, { install: 'unread', loan })
        lent.resolve(Promise.allSettled([callOnLoan('ask', loan), callOnLoan('echo', loan), late()]))
      } else hung.resolve() // the first of them has the turn
      return new Promise(() => {})
    }
    const caller = new AbortController()
    const call = test.call(coreGuest('relays', JS_RELAYS.slice(0, 2)), 'relay', {}, { signal: caller.signal })
    await hung.promise
    caller.abort(new Error('nobody waits for it'))
    await expect(call).rejects.toThrow('nobody waits for it')
    expect((await lent.promise).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  })
})

describe('a call of another guest that never gives the thread back', () => {
  const caller = coreGuest('relays', ['relay', 'relay_twice'])
  const endless = { fuel: 1_000_000_000_000n }

  it.each([
    ['whoever left it too little time', { deadlineMs: 300 }, {}, 'caller'],
    ['itself, when it had its own time', {}, { deadlineMs: 300 }, 'other'],
  ])('is blamed on %s', async (_, own, others, culprit) => {
    const test = start({ ...echo, export: 'loop', limits: { ...endless, ...others } })
    const call = test.call(caller, 'relay', {}, { install: 'caller', limits: { ...endless, ...own } })
    await Promise.allSettled([call])
    await expect.poll(() => test.incidents, { timeout: 20_000 }).toMatchObject([{ culprit: { install: culprit } }])
  })
})

describe('calls in chains', () => {
  const caller = coreGuest('relays', ['relay', 'relay_twice'])

  /** Everybody who calls waits here until this many have. */
  function gathering(count: number): () => Promise<void> {
    const all = Promise.withResolvers<void>()
    let come = 0
    return () => {
      come += 1
      if (come === count) all.resolve()
      return all.promise
    }
  }

  function startGathering(count: number, choose: Parameters<typeof relayTo>[1]): TestRuntime {
    const test = new TestRuntime({ poolSize: 0 })
    running = test
    relayTo(test, choose)
    const relayed = test.host.call
    const gathered = gathering(count)
    test.host.call = async (...call) => {
      await gathered()
      return relayed(...call)
    }
    return test
  }

  it('do not wait for each other’s places for ever', async () => {
    // Each install runs one call at a time, and each of the two calls needs the other's install.
    const limits = { concurrentCalls: 1 }
    const test = startGathering(2, (_, context) => ({ ...echo, limits, install: context === 'a' ? 'b' : 'a' }))
    const calls = ['a', 'b'].map((install) => test.ask(caller, 'relay', install, { install, context: install, limits }))
    expect(await Promise.all(calls)).toEqual(['a', 'b'])
  })

  it('go on when the memory of their workspace is all but used', async () => {
    const limits = { memoryPages: 3_800 }
    const test = startGathering(4, () => ({ ...echo, limits }))
    const calls = [1, 2, 3, 4].map((n) => test.ask(caller, 'relay', n, { install: `caller-${n}`, limits }))
    expect(await Promise.all(calls)).toEqual([1, 2, 3, 4])
  })

  it('are refused a place at once where there is no memory for one more', async () => {
    const limits = { memoryPages: 3_800 }
    const test = startGathering(6, () => ({ guest: worker, export: 'ask', limits }))
    const replies = [1, 2, 3, 4, 5, 6].map((n) => test.ask(caller, 'relay', { nonce: `${n}` }, { install: `c-${n}` }))
    const released = startAnswering(test, 4)
    const answers = await Promise.all(replies)
    await released
    expect(answers.filter((answer) => (answer as { code?: string }).code === 'overloaded')).toHaveLength(2)
  })

  /** Holds the platform's answers to the others until this many of them wait for one. */
  function startAnswering(test: TestRuntime, count: number): Promise<void> {
    const relayed = test.host.call
    const gathered = gathering(count)
    let last = Promise.resolve()
    test.host.call = async (...call) => {
      if (!call[1].includes('other:')) {
        last = gathered()
        await last
      }
      return relayed(...call)
    }
    return last
  }
})

describe('a run of a job', () => {
  const code = `export async function work() {
    for (let slice = 0; slice < 2; slice++) {
      const code = await grantry.call('query:other:work.v1', {}).catch((error) => error.code)
      grantry.log('info', code)
      await grantry.job.progress(slice / 2, code)
    }
    return 0
  }`
  const job = { name: 'work', export: 'work', resumable: false }
  const guest = guestOf(Buffer.from(code), [], { abi: 'js', jobs: [job] })

  it('lends what is left of its slice, and pays out of its budget', async () => {
    const test = start({ ...echo, export: 'loop', limits: { fuel: 3_000_000n } })
    const { outcome } = test.run(guest, 'work', { limits: { fuel: 10_000_000n } })
    const { exit, fuelConsumed } = await outcome
    expect(exit).toBe('completed')
    expect(test.host.messages).toEqual(['fuel_exhausted', 'fuel_exhausted'])
    expect(fuelConsumed).toBeGreaterThan(6_000_000n)
    expect(fuelConsumed).toBeLessThan(10_000_000n)
  })

  it('lends no more than its budget', async () => {
    const test = start({ ...echo, export: 'loop' })
    const { outcome } = test.run(guest, 'work', { limits: { fuel: 10_000_000n }, budget: { fuel: 15_000_000n } })
    await expect(outcome).rejects.toMatchObject({ code: 'fuel_exhausted' })
  })
})

describe('the account of a call', () => {
  const limits = { ...DEFAULT_LIMITS, fuel: 1_000n, hostCalls: 10 }
  const timekeeper = { install: 'caller', context: null }

  it('believes a sandbox only when it says that less is left', () => {
    const account = new Account(limits, timekeeper)
    expect(account.loan(5_000n, 1).within(limits).fuel).toBe(1_000n)
    expect(account.loan(400n, 1).within(limits).fuel).toBe(400n)
    expect(account.loan(900n, 1).within(limits).fuel).toBe(400n)
  })

  it('lends what is left after what was lent before, to one at a time', async () => {
    const account = new Account(limits, timekeeper)
    const loans = [account.loan(1_000n, 1), account.loan(1_000n, 2)] as const
    const lent: bigint[] = []
    const use = (loan: (typeof loans)[number]) =>
      loan.inTurn(async () => {
        lent.push(loan.within(limits).fuel)
        await Promise.resolve()
        loan.charge({ fuel: 300n, hostCalls: 4 })
      })
    await Promise.all(loans.map(use))
    expect(lent).toEqual([1_000n, 700n])
    expect(loans[0].within(limits)).toMatchObject({ fuel: 400n, hostCalls: 1 })
    expect(loans.map(({ spent }) => spent.fuel)).toEqual([300n, 300n])
  })

  it('lends nothing when there is nothing', () => {
    const account = new Account(limits, timekeeper)
    account.loan(1_000n, 1).charge({ fuel: 1_000n, hostCalls: 0 })
    expect(() => account.loan(1_000n, 2).within(limits)).toThrow(GuestFault)
  })

  it('lends from every slice of a run, and no more than the budget of all of them', () => {
    const account = new Account(limits, timekeeper, 1_500n)
    account.loan(1_000n, 1).charge({ fuel: 1_000n, hostCalls: 9 })
    account.renew()
    expect(account.loan(1_000n, 1).within(limits)).toMatchObject({ fuel: 500n, hostCalls: 9 })
  })

  it('ends what runs on it when it ends', () => {
    const account = new Account(limits, timekeeper)
    const { ended } = account.loan(1_000n, 1)
    expect(ended.aborted).toBe(false)
    account.close()
    expect(ended.reason).toMatchObject({ code: 'deadline_exceeded' })
  })
})
