import { INSTALL_STATES } from '@grantry/contract'
import { describe, expect, it } from 'vitest'
import { INSTALL_TRANSITIONS, requireInstallTransition } from './install-states.ts'

describe('the states of an install', () => {
  it('can all come of the first one', () => {
    const reached = new Set(['awaiting_consent'] as (typeof INSTALL_STATES)[number][])
    for (const state of reached) for (const next of INSTALL_TRANSITIONS[state]) reached.add(next)
    expect(reached).toEqual(new Set(INSTALL_STATES))
  })

  it('can all be left by removing it, and a removed install stays removed', () => {
    for (const state of INSTALL_STATES)
      expect(INSTALL_TRANSITIONS[state].includes('removed'), state).toBe(state !== 'removed')
    expect(INSTALL_TRANSITIONS.removed).toEqual([])
  })

  it('change in no way that is not in the table', () => {
    for (const from of INSTALL_STATES)
      for (const to of INSTALL_STATES) {
        if (INSTALL_TRANSITIONS[from].includes(to)) expect(() => requireInstallTransition(from, to)).not.toThrow()
        else expect(() => requireInstallTransition(from, to), `${from} → ${to}`).toThrow()
      }
  })
})
