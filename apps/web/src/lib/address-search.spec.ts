import { expect, it } from 'vitest'
import { parseAddressSearch, stringifyAddressSearch } from './address-search.ts'

it('takes what looks like a number or a truth for the words they were written as', () => {
  for (const q of ['123', '1e5', 'true', 'null', '"quoted"', '[1]', 'C++ & C#']) {
    const written = stringifyAddressSearch({ q })
    expect(parseAddressSearch(written)).toEqual({ q })
  }
  expect(stringifyAddressSearch({ q: '123' })).toBe('?q=123')
})

it('writes no question where there is none', () => {
  expect(stringifyAddressSearch({ q: undefined })).toBe('')
  expect(parseAddressSearch('')).toEqual({})
})

it('believes the first of what is said twice', () => {
  expect(parseAddressSearch('?tab=files&tab=ratings')).toEqual({ tab: 'files' })
})
