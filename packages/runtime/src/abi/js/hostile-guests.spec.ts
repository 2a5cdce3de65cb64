import { describe, expect, it } from 'vitest'
import { jsGuest } from '../../../fixtures/guests.ts'
import { useRuntime } from '../../../fixtures/test-runtime.ts'

const DEADLINE = { limits: { deadlineMs: 300 } }

/** One file of `fixtures/js` each: what it does is written there, how it ends here. */
const ATTACKS: [name: string, code: string, detail: RegExp, options?: typeof DEADLINE][] = [
  ['promise-loop', 'fuel_exhausted', /.*/],
  ['microtask-loop', 'fuel_exhausted', /.*/],
  ['catches-everything', 'fuel_exhausted', /.*/],
  ['catastrophic-expression', 'fuel_exhausted', /.*/],
  ['sort-for-ever', 'memory_exceeded', /.*/],
  ['long-string', 'memory_exceeded', /.*/],
  ['huge-array', 'memory_exceeded', /out of memory/],
  ['deep-json', 'stack_overflow', /.*/],
  ['getter-loop', 'fuel_exhausted', /.*/],
  ['to-json-loop', 'fuel_exhausted', /.*/],
  ['thenable-loop', 'fuel_exhausted', /.*/],
  ['waits-for-ever', 'deadline_exceeded', /.*/, DEADLINE],
  ['never-settles', 'guest_error', /can never settle/],
  ['throws', 'guest_error', /TypeError: the\\u001b\[31m red\\u202e error\n.*at inner \(extension\.js/],
  ['throws-strangely', 'guest_error', /something that cannot be shown/],
  ['top-level-loop', 'fuel_exhausted', /.*/],
  ['top-level-throw', 'load_failed', /Error: not today/],
  ['top-level-wait', 'load_failed', /can never settle/],
  ['top-level-call', 'load_failed', /HostCallError: The host can be called while an operation runs/],
  ['not-a-function', 'load_failed', /no functions: attack/],
]

describe('a hostile JavaScript guest', () => {
  const running = useRuntime()
  const neighbour = jsGuest('conformance', ['echo'])

  it.each(ATTACKS)('%s ends with %s, and nobody else notices', async (name, code, detail, options) => {
    const attack = running().call(jsGuest(name), 'attack', {}, { workspace: 'hostile', ...options })
    const elsewhere = running().ask(neighbour, 'echo', 'elsewhere', { workspace: 'peaceful' })
    await expect(attack).rejects.toMatchObject({ name: 'GuestFault', code, detail: expect.stringMatching(detail) })
    expect(await elsewhere).toBe('elsewhere')
    expect(await running().ask(neighbour, 'echo', 'next door', { workspace: 'hostile' })).toBe('next door')
    expect(running().incidents).toEqual([])
    running().incidents.length = 0
  })

  it.each(['promise-loop', 'deep-json', 'top-level-loop'])(
    '%s is told nothing of the functions of its engine',
    async (name) => {
      const attack = running().call(jsGuest(name), 'attack', {})
      await expect(attack).rejects.toMatchObject({ detail: expect.not.stringMatching(/function \d+/) })
    },
  )

  it('harms itself alone when it replaces the built-ins of its engine', async () => {
    const guest = jsGuest('poisons-intrinsics', ['attack', 'ask'])
    expect(await running().ask(guest, 'attack', { a: 1 })).toEqual({ input: { a: 1 } })
    expect(await running().ask(guest, 'ask', { nonce: 'still' })).toEqual({ nonce: 'still' })
    expect(await running().ask(neighbour, 'echo', {})).toEqual({})
  })

  it('finds no way out of its engine', async () => {
    const found = await running().ask(jsGuest('fetches'), 'attack', {})
    expect(found).toEqual({ found: [], imported: 'refused', constructor: 'undefined' })
  })

  it('gets every reply of a thousand host calls at once, of which the host sees no more than 16', async () => {
    const { host } = running()
    let [atOnce, most] = [0, 0]
    const answer = host.call
    host.call = async (...call) => {
      most = Math.max(most, (atOnce += 1))
      await new Promise((resume) => setImmediate(resume))
      atOnce -= 1
      return answer(...call)
    }
    const nonces = await running().ask(jsGuest('floods-in-parallel'), 'attack', {})
    host.call = answer
    expect(nonces).toEqual(Array.from({ length: 1_000 }, (_, nonce) => `n-${nonce}`))
    expect(most).toBe(16)
  })

  it('sees no reply of an earlier call', async () => {
    const guest = jsGuest('forgets-replies')
    for (let call = 0; call < 20; call += 1) expect(await running().ask(guest, 'attack', {})).toBe(0)
  })
})
