import { catalogQuerySchema, type ExtensionSummary, type Page, type Shelves } from '@grantry/contract'
import type { StorePage } from '../../platform/http/index.ts'
import { categoryName, shelfOf } from './words.ts'

/** How many results the page has at first. */
const SHOWN = 24
/** What an address of the search page may say behind its `?`. */
const PARTS = ['q', 'category', 'price', 'risk', 'abi', 'publishers', 'sort'] as const

type Search = Readonly<Record<string, string>>

/** What the page asks the catalogue for; the rest of a mangled address is left out, as the page does. */
export function searchOf(query: URLSearchParams): Search {
  const said = PARTS.map((part) => [part, query.get(part) ?? ''] as const)
  const known = said.filter(([part, value]) => value !== '' && catalogQuerySchema.shape[part].safeParse(value).success)
  return { ...Object.fromEntries(known), limit: String(SHOWN) }
}

interface Results {
  search: Search
  results: Page<ExtensionSummary>
}

/** A shelf is a page of its own; what somebody typed is not for search engines. */
export function searchPage(
  query: URLSearchParams,
  { categories, total }: Shelves,
  { search, results }: Results,
): StorePage {
  const category = shelfOf(query.get('category'))
  // What is not its business (`?utm_source=…`), or not understood, makes no other page of it.
  const plain = Object.keys(search).every((key) => key === 'category' || key === 'limit')
  const name = category === null ? null : categoryName(category)
  const count = category === null ? total : (categories.find((shelf) => shelf.category === category)?.extensions ?? 0)
  const title = name === null ? 'Store' : `${name} extensions`
  const description =
    name === null
      ? `Search ${many(total)} by what they do, what they may touch, and what people say of them.`
      : `${many(count)} for ${name.toLowerCase()}, each reviewed, with every permission in plain words.`
  return {
    status: 200,
    title,
    description,
    canonical: !plain ? null : category === null ? '/search' : `/search?category=${category}`,
    kind: 'website',
    picture: null,
    linkedData: [{ '@type': 'CollectionPage', name: title, description }],
    answers: { [`/v1/extensions?${new URLSearchParams(search).toString()}`]: results },
    component: 'src/routes/store/search.page.tsx',
  }
}

const many = (count: number): string => `${count} ${count === 1 ? 'extension' : 'extensions'}`
