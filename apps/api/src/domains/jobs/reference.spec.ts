import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { EntriesService } from '../entries/index.ts'
import { CoreRegistry, renderReference } from '../operations/index.ts'
import { jobsOperations } from './jobs.operations.ts'

const PAGE = join(import.meta.dirname, '../../../../../docs/reference/operations.md')

it('keeps the reference as the registry has it', async () => {
  // Nothing is called: a description needs no service.
  const registry = new CoreRegistry({} as EntriesService)
  registry.register(jobsOperations({} as Parameters<typeof jobsOperations>[0]))
  const page = renderReference(registry.describe())
  if (process.env['UPDATE_DOCS'] !== undefined) await writeFile(PAGE, page)
  expect(await readFile(PAGE, 'utf8')).toBe(page)
})
