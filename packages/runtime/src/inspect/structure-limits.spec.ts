import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { STRUCTURE_LIMITS } from './structure-limits.ts'

it('has every limit of structure, with its figure, in the documentation', () => {
  const page = readFileSync(new URL('../../docs/inspection.md', import.meta.url), 'utf8')
  const rows = Object.entries(STRUCTURE_LIMITS).map(
    ([name, { max, what }]) => `| \`${name}\` | ${max.toLocaleString('en')} ${what} |`,
  )
  expect(page.split('\n').filter((line) => /^\| `[a-z]+[A-Z]?\w*` \| \d/.test(line))).toEqual(rows)
})
