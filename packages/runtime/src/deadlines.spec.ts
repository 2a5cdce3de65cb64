import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Deadlines } from './deadlines.ts'

describe('deadlines behind one timer', () => {
  let due: string[]
  let deadlines: Deadlines<string>
  beforeEach(() => {
    vi.useFakeTimers()
    due = []
    deadlines = new Deadlines((thing) => due.push(thing))
  })
  afterEach(() => void vi.useRealTimers())

  it('come each at its time, in whatever order they were set', () => {
    deadlines.set('late', 300)
    deadlines.set('early', 100)
    vi.advanceTimersByTime(150)
    expect(due).toEqual(['early'])
    vi.advanceTimersByTime(200)
    expect(due).toEqual(['early', 'late'])
  })

  it('do not come when they are dropped or put off', () => {
    deadlines.set('dropped', 100)
    deadlines.set('put off', 100)
    deadlines.delete('dropped')
    deadlines.set('put off', 500)
    vi.advanceTimersByTime(400)
    expect(due).toEqual([])
    vi.advanceTimersByTime(150)
    expect(due).toEqual(['put off'])
  })

  it('come once, and again when they are set again from within', () => {
    const again = new Deadlines<string>((thing) => {
      due.push(thing)
      if (due.length < 3) again.set(thing, 100)
    })
    again.set('thing', 100)
    vi.advanceTimersByTime(1_000)
    expect(due).toEqual(['thing', 'thing', 'thing'])
  })

  it('need one timer, however many there are', () => {
    for (let thing = 0; thing < 1_000; thing += 1) deadlines.set(String(thing), 1_000 + thing)
    expect(vi.getTimerCount()).toBe(1)
  })

  it('leave nothing behind when they are closed', () => {
    deadlines.set('open', 100)
    deadlines.close()
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(200)
    expect(due).toEqual([])
  })

  it('do not come for what is dropped by something that arrived before they were looked at', () => {
    setTimeout(() => setImmediate(() => deadlines.delete('answered')), 100)
    deadlines.set('answered', 100)
    deadlines.set('unanswered', 100)
    vi.advanceTimersByTime(200)
    expect(due).toEqual(['unanswered'])
  })

  it('do not come for what one of them has just dropped', () => {
    const dropping = new Deadlines<string>((thing) => {
      due.push(thing)
      dropping.delete('second')
    })
    dropping.set('first', 100)
    dropping.set('second', 100)
    vi.advanceTimersByTime(200)
    expect(due).toEqual(['first'])
  })
})
