import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BusyPolling } from './busy-polling.ts'

describe('busy polling', () => {
  /** Turns of the event loop that somebody has asked for. */
  let turns: (() => void)[]
  let now: number

  beforeEach(() => {
    turns = []
    now = 0
    vi.stubGlobal('setImmediate', (turn: () => void) => void turns.push(turn))
    vi.spyOn(performance, 'now').mockImplementation(() => now)
  })
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })

  /** Lets the loop turn for so many microseconds, and says whether it was still kept turning at the end. */
  function pass(micros: number): 'awake' | 'asleep' {
    for (let passed = 0; passed < micros; passed += 1) {
      now += 0.001
      for (const turn of turns.splice(0)) turn()
    }
    return turns.length > 0 ? 'awake' : 'asleep'
  }

  function waitInVain(polling: BusyPolling): 'polled' | 'slept' {
    polling.begin()
    const state = pass(5)
    pass(200)
    return state === 'awake' ? 'polled' : 'slept'
  }

  it('keeps the event loop turning for 100 microseconds after something was sent, and no longer', () => {
    const polling = new BusyPolling(() => true)
    polling.begin()
    expect(pass(95)).toBe('awake')
    expect(pass(10)).toBe('asleep')
  })

  it('ends with what comes', () => {
    const polling = new BusyPolling(() => true)
    polling.begin()
    pass(20)
    polling.end()
    expect(pass(2)).toBe('asleep')
  })

  it('counts from what was sent last, in one chain of turns', () => {
    const polling = new BusyPolling(() => true)
    polling.begin()
    pass(60)
    polling.begin()
    expect(turns).toHaveLength(1)
    expect(pass(60)).toBe('awake')
    expect(pass(60)).toBe('asleep')
  })

  it('forgives one wait in vain, and sleeps through one, then two, four … and never more than 1,024, as long as nothing comes in time', () => {
    const polling = new BusyPolling(() => true)
    const waits = Array.from({ length: 4_200 }, () => waitInVain(polling))
    const polled = waits.flatMap((wait, index) => (wait === 'polled' ? [index] : []))
    expect(polled).toEqual([0, 1, 3, 6, 11, 20, 37, 70, 135, 264, 521, 1_034, 2_059, 3_084, 4_109])
  })

  it('is back at every wait once something has come in time', () => {
    const polling = new BusyPolling(() => true)
    for (let wait = 0; wait < 7; wait += 1) waitInVain(polling)
    for (let wait = 0; wait < 4; wait += 1) waitInVain(polling)
    polling.begin()
    expect(pass(10)).toBe('awake')
    polling.end()
    pass(10)
    polling.begin()
    expect(pass(10)).toBe('awake')
    pass(200)
    expect([1, 2, 3].map(() => waitInVain(polling))).toEqual(['polled', 'slept', 'polled'])
  })

  it('does not take what comes while it sleeps for a success', () => {
    const polling = new BusyPolling(() => true)
    for (let wait = 0; wait < 4; wait += 1) waitInVain(polling)
    polling.begin()
    polling.end()
    polling.begin()
    polling.end()
    expect(waitInVain(polling)).toBe('polled')
    expect([1, 2, 3, 4, 5].map(() => waitInVain(polling))).toEqual(['slept', 'slept', 'slept', 'slept', 'polled'])
  })

  it('does nothing where it may not, and takes that for no failure', () => {
    let isAllowed = false
    const polling = new BusyPolling(() => isAllowed)
    for (let wait = 0; wait < 4; wait += 1) expect(waitInVain(polling)).toBe('slept')
    isAllowed = true
    expect(waitInVain(polling)).toBe('polled')
  })
})
