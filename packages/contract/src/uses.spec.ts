import { describe, expect, it } from 'vitest'
import { PERMISSION_IDS } from './permissions.ts'
import { useSentence } from './uses.ts'

describe('a use in plain words', () => {
  it('says what was touched, and how often', () => {
    expect(useSentence('network', 'api.example.org', 41)).toBe('Called api.example.org 41 times')
    expect(useSentence('entries.read', '/notes/today.md', 1)).toBe('Read /notes/today.md once')
    expect(useSentence('entries.read', null, 1_234)).toBe('Listed, searched or read files 1,234 times')
  })

  it.each(PERMISSION_IDS)('of %s is a sentence, with a target and without', (id) => {
    for (const target of [null, 'x']) expect(useSentence(id, target, 2)).toMatch(/^[A-Z][^.]* 2 times$/)
  })
})
