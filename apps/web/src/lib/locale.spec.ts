import { expect, it, onTestFinished } from 'vitest'
import { asWritten, englishOf, englishOfHeader, rememberWords } from './locale.ts'

it.each([
  ['en-US', 'en-US'],
  ['de', 'en-DE'],
  ['pt-BR', 'en-BR'],
  ['zh-Hant', 'en-TW'],
  ['tlh', 'en'],
])('a reader of %s gets %s', (language, locale) => {
  expect(englishOf(language)).toBe(locale)
})

it.each([
  ['de-AT,de;q=0.9,en;q=0.8', 'en-AT'],
  ['sr-Latn;q=1', 'en-RS'],
  ['*', 'en'],
  ['', 'en'],
  ['en-x-"><script>', 'en-US'],
])('the header %s gives %s', (header, locale) => {
  expect(englishOfHeader(header)).toBe(locale)
})

it('says again what the server has said, and finds words for the rest', () => {
  rememberWords({ 'count 1200': '1.200' })
  onTestFinished(() => rememberWords({}))
  expect(asWritten('count 1200', () => 'new')).toBe('1.200')
  expect(asWritten('count 1201', () => 'new')).toBe('new')
})
