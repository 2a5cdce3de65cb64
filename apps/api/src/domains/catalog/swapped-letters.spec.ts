import { expect, it } from 'vitest'
import { swappedLetters } from './swapped-letters.ts'

it.each([
  ['wrod', ['rwod', 'word', 'wrdo']],
  ['a b', []],
  ['oo', []],
  ['ab cd', ['ba cd', 'ab dc']],
])('takes %s for a slip of the fingers', (words, spellings) => {
  expect(swappedLetters(words)).toEqual(spellings)
})

it('does not try every place of a text', () => {
  expect(swappedLetters('abcdefghij'.repeat(10))).toHaveLength(40)
})
