import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { inRepository } from './documents.ts'

const SOURCES = join(import.meta.dirname, '..')
const namesIn = (text: string): string[] => text.match(/\bgrantry_[a-z_]+/g) ?? []

it('explains every metric, and no other', async () => {
  const metrics = new Set<string>()
  for await (const path of glob('**/*.ts', { cwd: SOURCES, exclude: ['documents/**', '**/*.spec.ts'] })) {
    const source = await readFile(join(SOURCES, path), 'utf8')
    if (source.includes("from 'prom-client'")) namesIn(source).forEach((name) => metrics.add(name))
  }
  const guide = await readFile(inRepository('docs/guides/operate.md'), 'utf8')
  expect(new Set(namesIn(guide))).toEqual(metrics)
})
