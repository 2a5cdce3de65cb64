import { describe, expect, it } from 'vitest'
import { printable } from './printable.ts'

describe('the text of a guest', () => {
  it.each([
    ['\u001b[31mred\u001b[0m', String.raw`\u001b[31mred\u001b[0m`],
    ['back\bspace\rreturn\u0000', String.raw`back\u0008space\u000dreturn\u0000`],
    ['right\u202eleft\u2066', String.raw`right\u202eleft\u2066`],
    ['zero\u200bwidth\ufeff', String.raw`zero\u200bwidth\ufeff`],
    ['two\u2028lines', String.raw`two\u2028lines`],
    ['half a \ud83d surrogate', String.raw`half a \ud83d surrogate`],
    ['arabic\u061cmark, soft\u00adhyphen', String.raw`arabic\u061cmark, soft\u00adhyphen`],
    ['joined\u034f, filled\u3164', String.raw`joined\u034f, filled\u3164`],
    ['tagged\u{e0001}\u{e0041}\u{e007f}', String.raw`tagged\u{e0001}\u{e0041}\u{e007f}`],
    ['selected\u{e0100}', String.raw`selected\u{e0100}`],
    ['a heart \u2764\ufe0f and a note 𝄞', 'a heart \u2764\ufe0f and a note 𝄞'],
    ['tab\tand\nline', 'tab\tand\nline'],
    ['Grüße, мир, 🙂', 'Grüße, мир, 🙂'],
  ])('%j becomes %j', (text, shown) => {
    expect(printable(text, 100)).toBe(shown)
  })

  it('ends where it is allowed to, in whole characters', () => {
    expect(printable('abcdef', 3)).toBe('abc…')
    expect(printable('abc', 3)).toBe('abc')
    expect(printable('ab🙂', 3)).toBe(String.raw`ab\ud83d…`)
  })
})
