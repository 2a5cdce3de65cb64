import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { findFiles, inRepository, type Page, proseOf, readPages } from './documents.ts'

const readAll = async (pattern: string): Promise<string> => {
  const paths = await findFiles(pattern)
  return (await Promise.all(paths.map((path) => readFile(inRepository(path), 'utf8')))).join('\n')
}

const isRoom = ({ path }: Page): boolean => /^apps\/api\/src\/(?:domains|platform)\/[^/]+\/README\.md$/.test(path)

describe('the pages of the rooms', () => {
  it('are there for each domain', async () => {
    const domains = await readdir(inRepository('apps/api/src/domains'))
    const pages = new Set((await readPages()).filter(isRoom).map(({ path }) => path))
    expect(domains.length).toBeGreaterThan(15)
    expect(domains.filter((domain) => !pages.has(`apps/api/src/domains/${domain}/README.md`))).toEqual([])
  })

  it('say of each table whose it is, once', async () => {
    const tables = [...(await readAll('prisma/*.prisma')).matchAll(/@@map\("([a-z_]+)"\)/g)].map(
      ([, table = '']) => table,
    )
    const owned = (await readPages()).filter(isRoom).flatMap(ownedBy)
    expect(owned.toSorted()).toEqual(tables.toSorted())
  })
})

it('names classes and types that there are', async () => {
  const sources = await readAll('{apps,packages}/**/*.{ts,tsx}')
  const there = new Set(sources.match(/\b[A-Z]\w+\b/g))
  for (const page of await readPages()) {
    const named = [...proseOf(page).matchAll(/`([^`\n]+)`/g)].flatMap(
      ([, code = '']) => code.match(/\b[A-Z][a-z]+[A-Z]\w*\b/g) ?? [],
    )
    expect(
      named.filter((name) => !there.has(name)),
      page.path,
    ).toEqual([])
  }
})

/** The tables that a page's sentence `Owns …` names. */
function ownedBy(page: Page): string[] {
  const [, sentence = ''] = /Owns ((?:`[a-z_]+`(?:,? and |, )?)+)/.exec(page.text.replaceAll('\n', ' ')) ?? []
  return [...sentence.matchAll(/`([a-z_]+)`/g)].map(([, table = '']) => table)
}
