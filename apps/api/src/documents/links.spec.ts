import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { inRepository, type Page, proseOf, readPages } from './documents.ts'

describe('the documents', () => {
  let pages: Map<string, Page>
  beforeAll(async () => {
    pages = new Map((await readPages()).map((page) => [page.path, page]))
  })

  it('link to files that are there, and to headings in them', () => {
    const broken = [...pages.values()].flatMap((page) =>
      linksOf(page).filter(({ path, heading }) => {
        const target = pages.get(path)
        if (!existsSync(inRepository(path))) return true
        return heading !== null && target !== undefined && !anchorsOf(target).has(heading)
      }),
    )
    expect(broken).toEqual([])
  })

  it('name files by paths that are there', () => {
    const missing = [...pages.values()].flatMap((page) =>
      [...proseOf(page).matchAll(/`((?:apps|docs|extensions|packages|prisma|scripts)\/[\w./-]+)`/g)]
        .filter(([, path = '']) => !/(^|\/)(dist|generated)(\/|$)/.test(path) && !existsSync(inRepository(path)))
        .map(([, path]) => ({ page: page.path, path })),
    )
    expect(missing).toEqual([])
  })

  it('can all be reached from the first one', () => {
    const reached = new Set<string>()
    const open = ['README.md']
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      const page = pages.get(path)
      if (page === undefined || reached.has(path)) continue
      reached.add(path)
      // A link to a folder leads to the page that is shown with it.
      open.push(...linksOf(page).flatMap((link) => [link.path, join(link.path, 'README.md')]))
    }
    expect([...pages.keys()].filter((path) => !reached.has(path) && !isRoomOfCode(path))).toEqual([])
  })
})

/** A page beside code, for who reads that folder: `ARCHITECTURE.md` says that there is one in each. */
const isRoomOfCode = (path: string): boolean => /^apps\/api\/src\/.*\/README\.md$/.test(path)

interface Link {
  from: string
  /** From the root of the repository. */
  path: string
  heading: string | null
}

function linksOf(page: Page): Link[] {
  return [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = '', heading = null] = target.split('#')
      return { from: page.path, path: file === '' ? page.path : join(dirname(page.path), file), heading }
    })
}

/** As forges make them of headings: lower case, spaces as hyphens, nothing but letters, digits, hyphens and underscores. */
function anchorsOf(page: Page): Set<string> {
  const headings = [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, text = '']) => text.trim())
  return new Set(
    headings.map((text) =>
      text
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}
