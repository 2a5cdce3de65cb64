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

const NO_PAGES = ['**/node_modules/**', '**/dist/**', '**/fixtures/**', '**/templates/**', 'data/**', '**/CHANGELOG.md']

export async function readPages(): Promise<Page[]> {
  const paths = await Array.fromAsync(
    glob(['*.md', '{docs,apps,packages,extensions}/**/*.md'], { cwd: ROOT, exclude: NO_PAGES }),
  )
  return Promise.all(paths.toSorted().map(async (path) => ({ path, text: await readFile(inRepository(path), 'utf8') })))
}

/** The prose of a page: without what stands in fences. */
export const proseOf = ({ text }: Page): string => text.replaceAll(/^```[\s\S]*?^```/gm, '')
