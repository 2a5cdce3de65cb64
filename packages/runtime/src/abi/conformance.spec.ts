import { describe, expect, it } from 'vitest'
import { coreGuest, jsGuest } from '../../fixtures/guests.ts'
import { useRuntime } from '../../fixtures/test-runtime.ts'

const OPERATIONS = ['echo', 'ask', 'log', 'not_json', 'loop', 'recurse', 'hog', 'flood', 'chatter']
const GUESTS = {
  core: coreGuest('conformance', OPERATIONS),
  js: jsGuest('conformance', OPERATIONS),
}

/** What an extension's author may rely on whatever the ABI: the same operations, written for each. */
describe.each(['core', 'js'] as const)('the ABI %s', (abi) => {
  const guest = GUESTS[abi]
  const running = useRuntime()

  it('answers with what the guest answers, for every kind of JSON', async () => {
    const values = [
      null,
      true,
      0,
      -1.5e300,
      '',
      'ä🙂\u0000\u2028"\\',
      [],
      {},
      { nested: [{ deep: [[[]]] }] },
      'x'.repeat(500_000),
    ]
    for (const value of values) expect(await running().ask(guest, 'echo', value)).toEqual(value)
  })

  it('carries a host call to the host and its reply back', async () => {
    const { host } = running()
    host.calls.length = 0
    expect(await running().ask(guest, 'ask', { nonce: 'n-1' }, { context: 'mine' })).toEqual({ nonce: 'n-1' })
    expect(host.calls).toEqual([{ context: 'mine', method: 'query:test.ask.v1', payload: '{"nonce":"n-1"}' }])
  })

  it('gives a refusal to the guest, and the call goes on', async () => {
    const refusal = { error: 'Read files has not been granted', code: 'permission_denied' }
    expect(await running().ask(guest, 'ask', { want: 'denied' })).toEqual(refusal)
  })

  it('tells the guest and the embedder when the host fails', async () => {
    expect(await running().ask(guest, 'ask', { want: 'failure' })).toMatchObject({ code: 'internal_error' })
    expect(running().incidents).toMatchObject([{ kind: 'host_call_failed', workspace: 'w' }])
  })

  it('brings a reply of 2 MiB into memory that has to grow for it', async () => {
    const { output, memoryPages } = await running().call(guest, 'ask', { want: '2 MiB' })
    expect(output).toHaveLength((2 << 20) + 2)
    expect(memoryPages).toBeGreaterThan(32)
  })

  it('refuses a reply beyond the limit with a code', async () => {
    expect(await running().ask(guest, 'ask', { want: '5 MiB' })).toMatchObject({ code: 'reply_too_large' })
  })

  it('refuses a payload beyond the limit with a code', async () => {
    const { host } = running()
    host.calls.length = 0
    const answer = await running().ask(guest, 'ask', 'x'.repeat(2_000), { limits: { hostCallBytes: 1_000 } })
    expect(answer).toMatchObject({ code: 'payload_too_large' })
    expect(host.calls).toEqual([])
  })

  it('hands over log lines with their level and the context of their call', async () => {
    const { host } = running()
    host.lines.length = 0
    await running().call(guest, 'log', {}, { context: 'mine' })
    expect(host.lines).toEqual([
      { context: 'mine', entry: { level: 'info', message: 'first line' } },
      { context: 'mine', entry: { level: 'warn', message: 'second line' } },
    ])
  })

  it.each([
    ['loop', 'fuel_exhausted'],
    ['recurse', 'stack_overflow'],
    ['hog', 'memory_exceeded'],
    ['not_json', 'invalid_output'],
  ])('ends %s with %s, and the next call works', async (operation, code) => {
    await expect(running().call(guest, operation, {})).rejects.toMatchObject({ name: 'GuestFault', code })
    expect(await running().ask(guest, 'echo', 'well')).toBe('well')
  })

  it('reports the whole budget as used when it is exhausted', async () => {
    const limits = { fuel: 5_000_000n }
    const fault = running().call(guest, 'loop', {}, { limits })
    await expect(fault).rejects.toMatchObject({ code: 'fuel_exhausted', fuelConsumed: 5_000_000n })
  })

  it('ends a flood of host calls at their limit', async () => {
    const fault = running().call(guest, 'flood', {}, { limits: { hostCalls: 50 } })
    await expect(fault).rejects.toMatchObject({ code: 'host_call_limit' })
  })

  it('ends a flood of host calls when the fuel is gone', async () => {
    const fault = running().call(guest, 'flood', {}, { limits: { fuel: 20_000_000n } })
    await expect(fault).rejects.toMatchObject({ code: 'fuel_exhausted' })
  })

  it('drops log lines beyond the limit and says so once, and the flood ends when the fuel is gone', async () => {
    const { host } = running()
    host.lines.length = 0
    const fault = running().call(guest, 'chatter', {}, { limits: { fuel: 50_000_000n, logBytes: 160 } })
    await expect(fault).rejects.toMatchObject({ code: 'fuel_exhausted' })
    expect(host.messages).toEqual(['first line', 'first line', 'The rest of this call was too much to log'])
  })

  it('refuses an answer beyond the limit', async () => {
    const fault = running().call(guest, 'echo', 'x'.repeat(2_000), { limits: { outputBytes: 1_000 } })
    await expect(fault).rejects.toMatchObject({ code: 'output_too_large' })
  })

  it('refuses an input beyond the limit before the guest sees it', async () => {
    const fault = running().call(guest, 'echo', 'x'.repeat(2_000), { limits: { inputBytes: 1_000 } })
    await expect(fault).rejects.toMatchObject({ code: 'input_too_large', fuelConsumed: 0n })
  })

  it('ends a call that waits past its deadline, and the instance is not used again', async () => {
    const fault = running().call(guest, 'ask', { want: 'nothing' }, { limits: { deadlineMs: 200 } })
    await expect(fault).rejects.toMatchObject({ code: 'deadline_exceeded' })
    expect(await running().ask(guest, 'ask', { nonce: 'after' }, { limits: { deadlineMs: 200 } })).toEqual({
      nonce: 'after',
    })
  })

  it('ends a waiting call when its caller goes away', async () => {
    const caller = new AbortController()
    const { host } = running()
    host.onCall = () => caller.abort(new Error('the caller left'))
    const call = running().call(guest, 'ask', { want: 'nothing' }, { signal: caller.signal })
    await expect(call).rejects.toThrow('the caller left')
    host.onCall = () => {}
    expect(await running().ask(guest, 'echo', 'next')).toBe('next')
  })

  it('takes the same fuel for the same call on a fresh instance', async () => {
    const used: bigint[] = []
    for (const install of ['fresh-1', 'fresh-2', 'fresh-3']) {
      const { fuelConsumed } = await running().call(guest, 'ask', { nonce: 'same' }, { install })
      used.push(fuelConsumed)
    }
    expect(new Set(used)).toHaveLength(1)
    expect(used[0]).toBeGreaterThan(0n)
  })

  it('runs 32 calls at once, each with its own instance and its own reply', async () => {
    const { host } = running()
    let waiting = 0
    const all = Promise.withResolvers<void>()
    host.onCall = () => (waiting += 1) === 32 && all.resolve()
    const hold = host.call
    host.call = async (...call) => {
      const reply = await hold(...call)
      await all.promise
      return reply
    }
    const calls = Array.from({ length: 32 }, (_, nonce) =>
      running().ask(guest, 'ask', { nonce: `n-${nonce}` }, { limits: { concurrentCalls: 32 }, install: 'many' }),
    )
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 32 }, (_, nonce) => ({ nonce: `n-${nonce}` })))
    host.call = hold
    host.onCall = () => {}
  })

  it('keeps its memory flat over 10,000 calls', async () => {
    const after = async (calls: number) => {
      let pages = 0
      for (let call = 0; call < calls; call += 1) {
        ;({ memoryPages: pages } = await running().call(guest, 'ask', { nonce: 'again' }, { install: 'steady' }))
      }
      return pages
    }
    const early = await after(500)
    expect(await after(9_500)).toBe(early)
  })
})
