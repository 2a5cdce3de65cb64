import { describe, expect, it } from 'vitest'
import { disputeStateOf, isInquiry } from './dispute-state.ts'

describe('a dispute', () => {
  it.each([
    ['needs_response', 'open'],
    ['under_review', 'open'],
    ['warning_needs_response', 'open'],
    ['warning_under_review', 'open'],
    ['won', 'won'],
    ['warning_closed', 'won'],
    ['lost', 'lost'],
    ['prevented', 'lost'],
    ['appeal_needs_response', 'lost'],
    ['appeal_under_review', 'lost'],
  ] as const)('that the provider calls %s is %s', (status, state) => {
    expect(disputeStateOf(status)).toBe(state)
  })

  it('is held for as long as the provider calls it something that is not known here', () => {
    expect(disputeStateOf('something_new')).toBe('open')
  })

  it('is an inquiry while the bank has taken nothing', () => {
    expect(['warning_needs_response', 'needs_response'].map(isInquiry)).toEqual([true, false])
  })
})
