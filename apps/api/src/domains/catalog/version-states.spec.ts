import { VERSION_STATES } from '@grantry/contract'
import { describe, expect, it } from 'vitest'
import { PUBLIC_STATES, requireTransition, VERSION_TRANSITIONS } from './version-states.ts'

/** Everything that can come of a state, itself included. */
function reachableFrom(start: (typeof VERSION_STATES)[number]): Set<string> {
  const reached = new Set([start])
  for (const state of reached) for (const next of VERSION_TRANSITIONS[state]) reached.add(next)
  return reached
}

describe('the states of a version', () => {
  it('can all come of a draft', () => {
    expect(reachableFrom('draft')).toEqual(new Set(VERSION_STATES))
  })

  it('end where an admin said no', () => {
    const ends = VERSION_STATES.filter((state) => VERSION_TRANSITIONS[state].length === 0)
    expect(ends).toEqual(['rejected', 'taken_down'])
  })

  it('are public only after an approval', () => {
    for (const state of VERSION_STATES) {
      const isPublic = PUBLIC_STATES.includes(state)
      const before = VERSION_STATES.filter((from) => VERSION_TRANSITIONS[from].includes(state))
      if (isPublic) expect(before.every((from) => from === 'submitted' || PUBLIC_STATES.includes(from))).toBe(true)
    }
    expect(PUBLIC_STATES).toEqual(['approved', 'yanked'])
  })

  it('change in no way that is not in the table', () => {
    for (const from of VERSION_STATES)
      for (const to of VERSION_STATES) {
        if (VERSION_TRANSITIONS[from].includes(to)) expect(() => requireTransition(from, to)).not.toThrow()
        else expect(() => requireTransition(from, to), `${from} → ${to}`).toThrow(/cannot become/)
      }
  })
})
