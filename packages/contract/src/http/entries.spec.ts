import { expect, it } from 'vitest'
import { guessMimeType } from './entries.ts'

it.each<[name: string, given: 'text' | 'base64', mimeType: string]>([
  ['/notes/today.md', 'text', 'text/markdown'],
  ['/scans/ONE.PDF', 'base64', 'application/pdf'],
  ['result.json', 'text', 'application/json'],
  ['/notes/today', 'text', 'text/plain'],
  ['/notes.md/today', 'base64', 'application/octet-stream'],
  ['/notes/.md', 'text', 'text/plain'],
  ['/notes/a.constructor', 'text', 'text/plain'],
])('takes %s, given as %s, for %s', (name, given, mimeType) => {
  expect(guessMimeType(name, given)).toBe(mimeType)
})
