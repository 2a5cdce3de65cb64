import { afterEach, describe, expect, it } from 'vitest'
import { coreGuest, jsGuest } from '../../fixtures/guests.ts'
import { relayTo } from '../../fixtures/relaying-host.ts'
import { sandboxPids } from '../../fixtures/processes.ts'
import { TestRuntime } from '../../fixtures/test-runtime.ts'
import type { GuestSource } from '../../src/index.ts'
import { countOf, PATIENCE_MS, printFigures } from '../sizes.ts'
import { activeTimers, footprintOf } from './process-footprint.ts'

const CALLS = countOf({ test: 1_000, proof: 10_000 })
const LANES = 8
const EXPORTS = ['echo', 'ask', 'log']
const WORKER = coreGuest('conformance', EXPORTS)
const RELAYS = ['relay', 'relay_twice']

describe.each<[string, GuestSource, string[]]>([
  ['core', coreGuest('conformance', EXPORTS), EXPORTS],
  ['js', jsGuest('conformance', EXPORTS), EXPORTS],
  ['relaying core', coreGuest('relays', RELAYS), RELAYS],
  ['relaying js', jsGuest('relays', RELAYS), RELAYS],
])('many calls of a %s guest', (abi, guest, exports) => {
  let running: TestRuntime | null = null
  afterEach(() => running?.close())

  it('leave nothing behind, in the guest, its sandbox or here', { timeout: PATIENCE_MS }, async () => {
    const test = (running = new TestRuntime({ poolSize: 0 }))
    relayTo(test, () => ({ guest: WORKER, export: 'echo' }))
    const pagesAtFirst = await callMany(test, CALLS / 10)
    const [sandbox] = sandboxPids()
    const before = { sandbox: footprintOf(sandbox!), here: footprintOf(process.pid), timers: activeTimers() }
    const pagesAtLast = await callMany(test, CALLS)
    const after = { sandbox: footprintOf(sandbox!), here: footprintOf(process.pid), timers: activeTimers() }

    expect(pagesAtLast).toBe(pagesAtFirst)
    expect(after.sandbox.descriptors).toBe(before.sandbox.descriptors)
    expect(after.here.sockets).toBe(before.here.sockets)
    // One of the start may still be there before.
    expect(after.timers).toBeLessThanOrEqual(before.timers)
    expect(test.runtime.stats()).toMatchObject({ sandboxes: 1, activeCalls: 0, waitingCalls: 0, sandboxesLost: 0 })
    expect(sandboxPids()).toEqual([sandbox])
    const mib = ({ residentBytes }: { residentBytes: number }) => (residentBytes / 2 ** 20).toFixed(0)
    printFigures(
      `${CALLS} ${abi} calls: ${pagesAtLast} guest pages; sandbox ${mib(before.sandbox)} → ${mib(after.sandbox)} MiB, ` +
        `here ${mib(before.here)} → ${mib(after.here)} MiB resident`,
    )
  })

  /** The most pages that any of these calls saw. */
  async function callMany(test: TestRuntime, count: number): Promise<number> {
    let started = 0
    let pages = 0
    const lane = async () => {
      while (started < count) {
        const nonce = `${(started += 1)}`
        const exported = exports[started % exports.length]!
        const { output, memoryPages } = await test.call(guest, exported, { nonce })
        if (exported !== 'log') expect(JSON.parse(output)).toEqual({ nonce })
        pages = Math.max(pages, memoryPages)
        test.host.calls.length = 0
        test.host.lines.length = 0
      }
    }
    await Promise.all(Array.from({ length: LANES }, lane))
    return pages
  }
})
