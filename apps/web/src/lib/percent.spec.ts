import { expect, it } from 'vitest'
import { parsePercent } from './percent.ts'

it.each([
  ['70', 7_000],
  [' 72.5 ', 7_250],
  ['72,25', 7_225],
  ['70 %', 7_000],
  ['100', 10_000],
  ['0', 0],
  ['', 'unreadable'],
  ['85,5,0', 'unreadable'],
  ['72.555', 'unreadable'],
  ['-5', 'unreadable'],
  ['seventy', 'unreadable'],
  ['1e1', 'unreadable'],
] as const)('reads the percentage %j as %s', (text, basisPoints) => {
  expect(parsePercent(text)).toBe(basisPoints)
})
