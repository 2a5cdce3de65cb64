import { expect, it } from 'vitest'
import { englishOf } from './locale.ts'

it.each([
  ['en-US', 'en-US'],
  ['de', 'en-DE'],
  ['pt-BR', 'en-BR'],
  ['zh-Hant', 'en-TW'],
  ['tlh', 'en'],
])('a reader of %s gets %s', (language, locale) => {
  expect(englishOf(language)).toBe(locale)
})
