import { afterEach, describe, expect, it } from 'vitest'
import { coreCode, coreGuest, jobGuestOf, jsGuest } from '../../../fixtures/guests.ts'
import { TestRuntime } from '../../../fixtures/test-runtime.ts'
import type { GuestSource, Step } from '../../index.ts'

describe('the steps of the pipeline', () => {
  const steps: Step[] = []
  let test: TestRuntime | null = null
  const start = () => (test = new TestRuntime({ onStep: (step) => void steps.push(step) }))
  afterEach(async () => {
    steps.length = 0
    await test?.close()
  })

  /** The facts of the one step of this name. */
  function factsOf(name: Step['step']) {
    const found = steps.filter(({ step }) => step === name)
    expect(found).toHaveLength(1)
    return found[0]!.facts
  }

  it('are told of a module, from what it is to what it is given', async () => {
    const guest = coreGuest('conformance', ['echo'])
    await start().call(guest, 'echo', 'well', { install: 'mine' })
    expect(steps.map(({ step }) => step)).toEqual(['inspect', 'instrument', 'call', 'compile', 'link', 'open'])
    expect(new Set(steps.map(({ workspace, install }) => `${workspace}/${install}`))).toEqual(new Set(['w/mine']))
    expect(factsOf('inspect')).toMatchObject({ digest: guest.digest, abi: 'core', exports: expect.any(Number) })
    expect(factsOf('instrument')).toMatchObject({ supply: 'whole', memoryPages: 256, result: 'new' })
    expect(factsOf('compile')).toMatchObject({ verdict: 'ready', meteredBytes: factsOf('instrument')['meteredBytes'] })
    expect(factsOf('link')).toEqual({ offered: expect.stringContaining('spacedrive_call') })
    expect(factsOf('open')).toEqual({ micros: expect.any(Number) })
    expect(factsOf('call')).toMatchObject({ export: 'echo', inputBytes: 6, fuel: '1000000000', slice: '0' })
  })

  it('are told of the first call in full, of later ones only what they may use', async () => {
    const running = start()
    const guest = coreGuest('conformance', ['echo'])
    await running.call(guest, 'echo', 1)
    steps.length = 0
    await running.call(guest, 'echo', 2)
    expect(steps.map(({ step }) => step)).toEqual(['call'])
  })

  it('tell that a module is metered again for slices, and when it was at hand', async () => {
    const running = start()
    const guest = coreGuest('conformance', ['echo'])
    const slice = { size: 1_000_000n, onSlice: () => 'continue' as const }
    await running.call(guest, 'echo', 1)
    await running.call(guest, 'echo', 1, { slice })
    await running.call(guest, 'echo', 1, { workspace: 'another' })
    const metered = steps.filter(({ step }) => step === 'instrument').map(({ facts }) => facts)
    expect(metered.map(({ supply, result }) => `${supply} ${result}`)).toEqual([
      'whole new',
      'sliced new',
      'whole kept',
    ])
  })

  it('tell why a module is refused', async () => {
    const guest: GuestSource = coreGuest('conformance', ['no_such_export'])
    await expect(start().call(guest, 'no_such_export', 1)).rejects.toMatchObject({ code: 'load_failed' })
    expect(factsOf('compile')).toMatchObject({ verdict: expect.stringMatching(/^refused: \w+: .*no_such_export/) })
    expect(steps.filter(({ step }) => step === 'link')).toEqual([])
  })

  it('are told of bundles and of the runs of jobs', async () => {
    const running = start()
    await running.call(jsGuest('conformance', ['echo']), 'echo', 1)
    expect(steps.map(({ step }) => step)).toEqual(['call', 'compile', 'link', 'open'])
    steps.length = 0
    await running.run(jobGuestOf(coreCode('jobs'), ['steps']), 'steps').outcome
    expect(steps.map(({ step }) => step)).toEqual(['inspect', 'instrument', 'call', 'compile', 'link', 'open'])
    expect(factsOf('instrument')).toMatchObject({ supply: 'sliced' })
  })
})
