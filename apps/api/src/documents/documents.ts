import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../../../..')

/** A file of the repository by its path from the root. */
export const inRepository = (path: string): string => join(ROOT, path)

/** A page that people read: everything in Markdown but the templates that are filled in elsewhere. */
export interface Page {
  /** From the root of the repository. */
  path: string
  text: string
}

const NO_PAGES = ['**/fixtures/**', '**/templates/**', '**/CHANGELOG.md']

export async function readPages(): Promise<Page[]> {
  const paths = await findFiles(['*.md', '{docs,apps,packages,extensions}/**/*.md'], NO_PAGES)
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(inRepository(path), 'utf8') })))
}

/** Paths from the root of the repository, in order; nothing that was installed or built. */
export async function findFiles(patterns: string | string[], exclude: readonly string[] = []): Promise<string[]> {
  const paths: string[] = []
  const options = { cwd: ROOT, exclude: ['**/node_modules/**', '**/dist/**', ...exclude] }
  for await (const path of glob(patterns, options)) paths.push(path)
  return paths.toSorted()
}

/** The prose of a page: without what stands in fences. */
export const proseOf = ({ text }: Page): string => text.replaceAll(/^```[\s\S]*?^```/gm, '')
