import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { EntriesService } from '../entries/index.ts'
import { CoreRegistry } from './core-registry.ts'
import { renderReference } from './reference.ts'

const PAGE = join(import.meta.dirname, '../../../../../docs/reference/operations.md')

it('keeps the reference as the registry has it', async () => {
  // Nothing is called: a description needs no service.
  const page = renderReference(new CoreRegistry({} as EntriesService).describe())
  if (process.env['UPDATE_DOCS'] !== undefined) await writeFile(PAGE, page)
  expect(await readFile(PAGE, 'utf8')).toBe(page)
})
