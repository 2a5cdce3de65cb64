import { describe, expect, it } from 'vitest'
import { coreGuest, jsGuest } from '../../../fixtures/guests.ts'
import { useRuntime } from '../../../fixtures/test-runtime.ts'
import type { CallResult, GuestFault } from '../../index.ts'

const KINDS = [
  ['core', coreGuest('conformance', ['echo', 'ask', 'flood'])],
  ['js', jsGuest('conformance', ['echo', 'ask', 'flood'])],
] as const

const total = ({ stages: { loadMs, runMs, hostMs } }: CallResult) => loadMs + runMs + hostMs

describe.each(KINDS)('the figures of a call of a %s guest', (_, guest) => {
  const running = useRuntime({ poolSize: 0 })

  it('say what loading took the first time, and that nothing had to be loaded the second time', async () => {
    const cold = await running().call(guest, 'echo', 1)
    const warm = await running().call(guest, 'echo', 2)
    expect(cold.stages.loadMs).toBeGreaterThan(0)
    expect(warm.stages.loadMs).toBeLessThan(cold.stages.loadMs)
    for (const result of [cold, warm]) expect(total(result)).toBeCloseTo(result.durationMs, 6)
  })

  it('say how long the host was waited for, and for which methods', async () => {
    const answer = running().host.call
    running().host.call = async (...call) => {
      await new Promise((resume) => setTimeout(resume, 50))
      return answer(...call)
    }
    const result = await running().call(guest, 'ask', { nonce: 'x' })
    running().host.call = answer
    expect(result.stages.hostMs).toBeGreaterThan(40)
    expect(Object.values(result.hostCallsByMethod)).toEqual([1])
    expect(result.hostCalls).toBe(1)
    expect(total(result)).toBeCloseTo(result.durationMs, 6)
  })

  it('say how long it waited for its turn, beside what it took then', async () => {
    const limits = { concurrentCalls: 1 }
    const answer = running().host.call
    const release = Promise.withResolvers<void>()
    running().host.call = async (...call) => {
      await release.promise
      return answer(...call)
    }
    const first = running().call(guest, 'ask', { nonce: 'x' }, { limits })
    const second = running().call(guest, 'echo', 1, { limits })
    setTimeout(release.resolve, 50)
    const [before, after] = await Promise.all([first, second])
    running().host.call = answer
    expect(after.stages.queueMs).toBeGreaterThan(40)
    expect(before.stages.queueMs).toBeLessThan(after.stages.queueMs)
  })

  it('are told of a call that failed as well', async () => {
    const release = Promise.withResolvers<void>()
    const answer = running().host.call
    running().host.call = async (...call) => {
      await release.promise
      return answer(...call)
    }
    const first = running().call(guest, 'ask', { nonce: 'x' }, { limits: { concurrentCalls: 1 } })
    const flood = running().call(guest, 'flood', { nonce: 'x' }, { limits: { concurrentCalls: 1, hostCalls: 3 } })
    setTimeout(release.resolve, 50)
    await first
    const fault = await flood.catch((error: unknown) => error)
    running().host.call = answer
    expect(fault).toMatchObject({ code: 'host_call_limit', hostCalls: 3 })
    const { fuelConsumed, memoryPages, hostCallsByMethod, stages, durationMs } = fault as GuestFault
    expect(fuelConsumed).toBeGreaterThan(0n)
    expect(memoryPages).toBeGreaterThan(0)
    expect(Object.values(hostCallsByMethod)).toEqual([3])
    expect(stages.queueMs).toBeGreaterThan(40)
    expect(stages.loadMs + stages.runMs + stages.hostMs).toBeCloseTo(durationMs, 6)
  })
})
