import { describe, expect, it } from 'vitest'
import { commonEnd, endInWords, keyOfEnd, NO_END, timeOptions } from './grant-time.ts'

describe('the time of a grant', () => {
  it('can be chosen from an hour up to lasting', () => {
    expect(timeOptions(NO_END).map(({ name }) => name)).toEqual([
      'Until you take it back',
      'For an hour',
      'For a day',
      'For a week',
      'For 30 days',
    ])
  })

  it('that ends at some moment can be left as it is', () => {
    const end = { expiresAt: '2026-11-21T13:00:00.000Z' }
    const [first] = timeOptions(end)
    expect(first).toMatchObject({ key: keyOfEnd(end), end, name: expect.stringMatching(/^Until .*, as it is$/) })
  })

  it('is told unless it lasts', () => {
    expect(endInWords(NO_END)).toBeNull()
    expect(endInWords({ expiresInSeconds: 86_400 })).toBe('For a day')
  })

  it('is common when all say the same', () => {
    const day = { expiresInSeconds: 86_400 }
    expect(commonEnd([day, { ...day }])).toEqual(day)
    expect(commonEnd([day, NO_END])).toBeNull()
    expect(commonEnd([])).toEqual(NO_END)
  })
})
