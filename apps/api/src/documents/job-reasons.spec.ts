import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { inRepository } from './documents.ts'

const DOMAINS = join(import.meta.dirname, '../domains')

it('explains every reason that a job or a schedule can give', async () => {
  const guide = await readFile(inRepository('docs/guides/jobs.md'), 'utf8')
  const reasons = new Set<string>()
  for await (const path of glob('{jobs,schedules}/*.ts', {
    cwd: DOMAINS,
    exclude: ['**/*.spec.ts', '**/*.errors.ts'],
  })) {
    const source = await readFile(join(DOMAINS, path), 'utf8')
    for (const [, code = ''] of source.matchAll(/\{\s*code: '([a-z_]+)',\s*message:/g)) reasons.add(code)
  }
  expect(reasons.size).toBeGreaterThan(10)
  expect([...reasons].filter((code) => !guide.includes(`\`${code}\``))).toEqual([])
})
