import type { BroughtAnswers } from '../../lib/brought-answers.ts'
import {
  extensionQuery,
  extensionsQuery,
  installHistoryQuery,
  publisherQuery,
  relatedQuery,
  searchQuery,
  serverQuery,
  shelvesQuery,
} from '../../lib/queries/catalogue.queries.ts'
import { ratingsQuery } from '../../lib/queries/ratings.queries.ts'
import { parseSearch } from './store.search.ts'

type Answer = BroughtAnswers[number]

const BASE = 'http://api.invalid'
const at = (pathname: string) => new URLPattern({ pathname, search: '', baseURL: BASE })

const RATINGS = at('/v1/extensions/:name/ratings')

/** The questions of the store's pages by the path at which the API answers them. */
const QUESTIONS: readonly (readonly [URLPattern, (name: string) => Answer[0]])[] = [
  [at('/v1/server'), () => serverQuery.queryKey],
  [at('/v1/shelves'), () => shelvesQuery.queryKey],
  [at('/v1/extensions/:name'), (id) => extensionQuery(id).queryKey],
  [at('/v1/extensions/:name/related'), (id) => relatedQuery(id).queryKey],
  [at('/v1/extensions/:name/install-history'), (id) => installHistoryQuery(id).queryKey],
  [at('/v1/publishers/:name'), (slug) => publisherQuery(slug).queryKey],
]

/**
 * An answer of the API under the key of its question.
 *
 * @throws when no page of the store asks for it
 */
export function questionAt(address: string, answer: unknown): Answer {
  const { pathname, searchParams } = new URL(address, BASE)
  if (pathname === '/v1/extensions') return listAt(searchParams, answer)
  const ratings = nameIn(RATINGS, pathname)
  if (ratings !== null) return [ratingsQuery(ratings, {}).queryKey, firstPage(answer)]
  for (const [pattern, key] of QUESTIONS) {
    const name = nameIn(pattern, address)
    if (name !== null) return [key(name), answer]
  }
  throw new Error(`No page of the store asks for ${address}`)
}

/** The extensions of a publisher, or the first results of a search. */
function listAt(params: URLSearchParams, answer: unknown): Answer {
  const publisher = params.get('publisher')
  if (publisher !== null) return [extensionsQuery({ publisher, limit: Number(params.get('limit')) }).queryKey, answer]
  const search = parseSearch(Object.fromEntries(params))
  return [searchQuery(search).queryKey, firstPage(answer)]
}

/** What a list that goes on knows of itself at first. */
const firstPage = (answer: unknown) => ({ pages: [answer], pageParams: [null] })

/** Empty where the pattern has none; null for another address. */
function nameIn(pattern: URLPattern, address: string): string | null {
  const found = pattern.exec(address, BASE)
  return found === null ? null : decodeURIComponent(found.pathname.groups['name'] ?? '')
}
