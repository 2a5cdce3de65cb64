import { expect, it } from 'vitest'
import { safeNext } from './session.ts'

it.each(['/', '/review', '/extensions/hello/install?tab=files#top'])('goes on to %s after signing in', (next) => {
  expect(safeNext(next)).toBe(next)
})

it.each(['https://example.com', '//example.com', '/\\example.com', 'javascript:alert(1)', '', undefined, 7])(
  'never leaves the store for %s',
  (next) => {
    expect(safeNext(next)).toBe('/')
  },
)
