import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'

import { withCoverage } from './coverage.ts'

it('finds the table of the README true: after a change of the routes, run npm run schemas', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  expect(readme).toBe(withCoverage(readme))
})
