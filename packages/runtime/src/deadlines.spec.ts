import { array, assert, constantFrom, integer, option, property, record } from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Deadlines, type Due } from './deadlines.ts'

interface Thing extends Due {
  readonly name: string
}

const called = (name: string): Thing => ({ name, dueAt: 0, duePlace: null })

describe('deadlines behind one timer', () => {
  let due: string[]
  let deadlines: Deadlines<Thing>
  const things = new Map<string, Thing>()
  /** The thing of that name. */
  const the = (name: string) => {
    if (!things.has(name)) things.set(name, called(name))
    return things.get(name)!
  }
  beforeEach(() => {
    vi.useFakeTimers()
    due = []
    things.clear()
    deadlines = new Deadlines(({ name }) => due.push(name))
  })
  afterEach(() => void vi.useRealTimers())

  it('come each at its time, in whatever order they were set', () => {
    deadlines.set(the('late'), 300)
    deadlines.set(the('early'), 100)
    vi.advanceTimersByTime(150)
    expect(due).toEqual(['early'])
    vi.advanceTimersByTime(200)
    expect(due).toEqual(['early', 'late'])
  })

  it('do not come when they are dropped or put off', () => {
    deadlines.set(the('dropped'), 100)
    deadlines.set(the('put off'), 100)
    deadlines.delete(the('dropped'))
    deadlines.set(the('put off'), 500)
    vi.advanceTimersByTime(400)
    expect(due).toEqual([])
    vi.advanceTimersByTime(150)
    expect(due).toEqual(['put off'])
  })

  it('come once, and again when they are set again from within', () => {
    const again = new Deadlines<Thing>((thing) => {
      due.push(thing.name)
      if (due.length < 3) again.set(thing, 100)
    })
    again.set(the('thing'), 100)
    vi.advanceTimersByTime(1_000)
    expect(due).toEqual(['thing', 'thing', 'thing'])
  })

  it('need one timer, however many there are', () => {
    for (let thing = 0; thing < 1_000; thing += 1) deadlines.set(the(String(thing)), 1_000 + thing)
    expect(vi.getTimerCount()).toBe(1)
  })

  it('leave nothing behind when they are closed', () => {
    deadlines.set(the('open'), 100)
    deadlines.close()
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(200)
    expect(due).toEqual([])
  })

  it('do not come for what is dropped by something that arrived before they were looked at', () => {
    setTimeout(() => setImmediate(() => deadlines.delete(the('answered'))), 100)
    deadlines.set(the('answered'), 100)
    deadlines.set(the('unanswered'), 100)
    vi.advanceTimersByTime(200)
    expect(due).toEqual(['unanswered'])
  })

  it('do not come for what one of them has just dropped', () => {
    const dropping = new Deadlines<Thing>((thing) => {
      due.push(thing.name)
      dropping.delete(the('second'))
    })
    dropping.set(the('first'), 100)
    dropping.set(the('second'), 100)
    vi.advanceTimersByTime(200)
    expect(due).toEqual(['first'])
  })

  it('come at their new time when one of them has just put them off', () => {
    const puttingOff = new Deadlines<Thing>(({ name }) => {
      due.push(name)
      if (name === 'first') puttingOff.set(the('second'), 300)
    })
    for (const name of ['first', 'second']) puttingOff.set(the(name), 100)
    vi.advanceTimersByTime(200)
    expect(due).toEqual(['first'])
    vi.advanceTimersByTime(300)
    expect(due).toEqual(['first', 'second'])
  })

  it('stay right in any order of setting and dropping', () => {
    const change = record({ name: constantFrom('a', 'b', 'c', 'd', 'e'), inMs: option(integer({ min: 1, max: 500 })) })
    assert(
      property(array(change, { maxLength: 30 }), (changes) => {
        const cameAfter = new Map<string, number>()
        const expected = new Map<string, number>()
        const start = performance.now()
        const some = new Deadlines<Thing>(({ name }) => cameAfter.set(name, Math.round(performance.now() - start)))
        things.clear()
        for (const { name, inMs } of changes) {
          if (inMs === null) some.delete(the(name))
          else some.set(the(name), inMs)
          if (inMs === null) expected.delete(name)
          else expected.set(name, inMs)
        }
        vi.advanceTimersByTime(1_000)
        expect([...cameAfter.keys()].toSorted()).toEqual([...expected.keys()].toSorted())
        for (const [name, ms] of cameAfter) expect(ms - expected.get(name)!).toBeOneOf([0, 1, 2]) // by the fake clock
      }),
    )
  })
})
