import { describe, expect, it } from 'vitest'
import { StatementNames } from './statement-names.ts'

describe('the names of statements', () => {
  it('are the same for the same text, and another for another', () => {
    const names = new StatementNames()
    const [select, insert] = [names.nameOf('SELECT 1'), names.nameOf('INSERT')]
    expect(names.nameOf('SELECT 1')).toBe(select)
    expect(new Set([select, insert, '']).size).toBe(3)
  })

  it('come to an end, so that lists of all lengths do not fill the connections', () => {
    const names = new StatementNames()
    const given = Array.from({ length: 2_000 }, (_, length) => names.nameOf(`IN (${length})`))
    expect(given.filter((name) => name !== '')).toHaveLength(500)
    expect(names.nameOf('IN (0)')).toBe(given[0])
  })
})
