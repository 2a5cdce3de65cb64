import { expect, it } from 'vitest'
import { englishOf, englishOfHeader } from './locale.ts'

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
