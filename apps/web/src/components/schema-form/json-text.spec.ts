import { expect, it } from 'vitest'
import { printJson, readJson } from './json-text.ts'

it.each([{ a: [1, 0.5, 1e300, null] }, 'text', Number.MAX_SAFE_INTEGER, undefined])(
  'reads what it has printed: %j',
  (value) => {
    expect(readJson(printJson(value))).toEqual({ value, fault: null })
  },
)

it.each(['{"n": 12,}', '{', 'nothing'])('says of %s that it is not JSON yet', (text) => {
  expect(readJson(text)).toEqual({ value: undefined, fault: expect.stringContaining('not JSON yet') })
})

it.each(['12345678901234567890', '{"id": [-9007199254740993]}'])(
  'takes no number that would become another: %s',
  (text) => {
    expect(readJson(text)).toEqual({ value: undefined, fault: expect.stringContaining('in quotes') })
  },
)
