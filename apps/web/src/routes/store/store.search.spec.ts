import { expect, it } from 'vitest'
import { parseExtensionTab, parseSearch } from './store.search.ts'

it('keeps what it knows of a search', () => {
  expect(parseSearch({ q: 'word', category: 'documents', sort: 'newest' })).toEqual({
    q: 'word',
    category: 'documents',
    sort: 'newest',
  })
})

it('leaves out what a mangled link says', () => {
  expect(parseSearch({ q: { a: 1 }, category: 'cats', sort: '__proto__' })).toEqual({})
  expect(parseExtensionTab({ tab: 'secrets' })).toEqual({})
})

it('takes a number for the word it was written as', () => {
  expect(parseSearch({ q: 42 })).toEqual({ q: '42' })
})
