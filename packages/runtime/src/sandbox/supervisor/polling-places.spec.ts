import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PollingPlaces, type Sitter } from './polling-places.ts'

describe('places for those who wait awake', () => {
  const [one, two, three] = [0, 0, 0].map((lastHereAt) => ({ lastHereAt })) as [Sitter, Sitter, Sitter]
  let now: number
  beforeEach(() => {
    now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => now)
  })
  afterEach(() => void vi.restoreAllMocks())

  it('are one for each processor but the supervisor’s own', () => {
    const places = new PollingPlaces(3)
    expect([one, two, three, one].map((who) => places.take(who))).toEqual(['awake', 'awake', 'asleep', 'asleep'])
  })

  it('are free again a millisecond after somebody was here last', () => {
    const places = new PollingPlaces(2)
    expect(places.take(one)).toBe('awake')
    now = 0.6
    expect([places.take(two), places.take(one)]).toEqual(['asleep', 'asleep'])
    now = 1.5
    expect(places.take(one)).toBe('asleep')
    now = 1.7
    expect(places.take(one)).toBe('awake')
  })

  it('are none on a single processor', () => {
    expect(new PollingPlaces(1).take(one)).toBe('asleep')
  })
})
