import { expect, it } from 'vitest'
import { csvLine, decimalOf } from './csv.ts'

it.each([
  [1_999, 'usd', '19.99'],
  [5, 'eur', '0.05'],
  [-70, 'usd', '-0.70'],
  [1_999, 'jpy', '1999'],
  [0, 'usd', '0.00'],
])('writes %d %s as %s', (amount, currency, text) => {
  expect(decimalOf(BigInt(amount), currency)).toBe(text)
})

it('keeps commas, quotes and breaks in their cells, and lets nothing become a formula', () => {
  expect(csvLine(['a,b', 'say "hi"', 'two\nlines', null, '=1+1', '-0.70', '-cmd'])).toBe(
    '"a,b","say ""hi""","two\nlines",,\'=1+1,-0.70,\'-cmd\r\n',
  )
})
