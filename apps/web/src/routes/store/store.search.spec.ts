import { expect, it } from 'vitest'
import { parseExtensionTab, parseSearch, readableAddress } from './store.search.ts'

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

it.each([
  ['/search?q=word&category=cats', '/search?q=word'],
  ['/search?q=&sort=newest', '/search?sort=newest'],
  ['/extensions/words?tab=nope&utm_source=mail', '/extensions/words?utm_source=mail'],
  ['/extensions/words/', '/extensions/words'],
  ['/?utm_source=mail', '/?utm_source=mail'],
  ['/', '/'],
])('reads a mangled address as the page will: %s', (address, read) => {
  expect(readableAddress(address)).toBe(read)
})
