import { describe, expect, it } from 'vitest'
import { coreGuest } from '../../../fixtures/guests.ts'
import { useRuntime } from '../../../fixtures/test-runtime.ts'

const DEADLINE = { limits: { deadlineMs: 300 } }

/** One file of `fixtures/core` each: what it does is written there, how it ends here. */
const ATTACKS: [name: string, code: string, detail: RegExp, options?: typeof DEADLINE][] = [
  ['mutual-tail-calls', 'fuel_exhausted', /in p[io]ng/],
  ['indirect-tail-calls', 'fuel_exhausted', /in spin/],
  ['deep-recursion', 'stack_overflow', /in down < down/],
  ['memory-fill', 'fuel_exhausted', /.*/],
  ['table-grow', 'fuel_exhausted', /.*/],
  ['start-bomb', 'fuel_exhausted', /in start/],
  ['start-calls-host', 'load_failed', /suspend/i],
  ['init-loop', 'fuel_exhausted', /.*/],
  ['init-trap', 'load_failed', /unreachable/],
  ['init-refuses', 'load_failed', /plugin_init returned 7/],
  ['forged-registration', 'load_failed', /plugin_init returned 1/],
  ['undeclared-job', 'load_failed', /register_job\("miner"\): The manifest declares no such job/],
  ['huge-reply-length', 'output_too_large', /4294967295 bytes/],
  ['reply-nowhere', 'invalid_output', /at 0x7fffffff/],
  ['reply-at-the-end', 'invalid_output', /at 0xfffe, 4 bytes/],
  ['reply-past-the-end', 'invalid_output', /at 0xfff4, 13 bytes/],
  ['reply-null', 'invalid_output', /no answer/],
  ['reply-not-utf8', 'invalid_output', /not UTF-8/],
  ['lying-alloc', 'guest_trap', /the room wasm_alloc gave for the input/],
  ['null-alloc', 'guest_trap', /wasm_alloc gave no room/],
  ['hogging-alloc', 'memory_exceeded', /wasm_alloc gave no room/],
  ['looping-alloc', 'fuel_exhausted', /.*/],
  ['calling-alloc', 'guest_trap', /suspend/],
  ['trapping-free', 'guest_trap', /unreachable/],
  ['waits-for-ever', 'deadline_exceeded', /.*/, DEADLINE],
]

describe('a hostile core guest', () => {
  const running = useRuntime()
  const neighbour = coreGuest('conformance', ['echo'])

  it.each(ATTACKS)('%s ends with %s, and nobody else notices', async (name, code, detail, options) => {
    const attack = running().call(coreGuest(name), 'attack', {}, { workspace: 'hostile', ...options })
    const elsewhere = running().ask(neighbour, 'echo', 'elsewhere', { workspace: 'peaceful' })
    await expect(attack).rejects.toMatchObject({ name: 'GuestFault', code, detail: expect.stringMatching(detail) })
    expect(await elsewhere).toBe('elsewhere')
    expect(await running().ask(neighbour, 'echo', 'next door', { workspace: 'hostile' })).toBe('next door')
    expect(running().incidents).toEqual([])
    running().incidents.length = 0
  })
})
