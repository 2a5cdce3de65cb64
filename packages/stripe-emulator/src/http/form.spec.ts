import { describe, expect, it } from 'vitest'

import { parseForm } from './form.ts'
import { StripeFault } from './stripe-fault.ts'

describe('forms', () => {
  it('nest by brackets, count by empty ones, and decode', () => {
    const text = 'name=Ada+L.&items[0][price]=price_1&items[1][price]=price_2&expand[]=a&expand[]=b&metadata[k%C3%A9]=v'
    expect(parseForm(text)).toEqual({
      name: 'Ada L.',
      items: { 0: { price: 'price_1' }, 1: { price: 'price_2' } },
      expand: { 0: 'a', 1: 'b' },
      metadata: { ké: 'v' },
    })
  })

  it('take every name as a name, also those that objects have', () => {
    const form = parseForm('metadata[__proto__]=a&constructor=b')
    expect(Object.keys(form['metadata'] as object)).toEqual(['__proto__'])
    expect(form['constructor']).toBe('b')
  })

  it.each(['a]=1', 'a[b=1', '[a]=1', 'a=1&a[b]=2', 'a[b]=1&a=2', `a${'[b]'.repeat(10)}=1`])('refuse %s', (text) => {
    expect(() => parseForm(text)).toThrow(StripeFault)
  })
})
