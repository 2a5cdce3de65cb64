import type { Abi, Category, Risk } from '@grantry/contract'
import {
  ABIS,
  CATEGORIES,
  PRICES,
  PUBLISHERS,
  RISKS,
  SORTS,
  valueOf,
  type CatalogPrice,
  type CatalogSort,
} from '../../lib/vocabulary.ts'

export interface StoreSearch {
  q?: string
  category?: Category
  price?: CatalogPrice
  risk?: Risk
  abi?: Abi
  publishers?: 'verified'
  sort?: CatalogSort
}

/** The search of an address; what it does not know is left out, so that a mangled link still finds something. */
export const parseSearch = (search: Record<string, unknown>): StoreSearch => ({
  q: textOf(search['q']),
  category: valueOf(CATEGORIES, search['category']),
  price: valueOf(PRICES, search['price']),
  risk: valueOf(RISKS, search['risk']),
  abi: valueOf(ABIS, search['abi']),
  publishers: valueOf(PUBLISHERS, search['publishers']),
  sort: valueOf(SORTS, search['sort']),
})

const textOf = (q: unknown): string | undefined => (typeof q === 'string' ? q.slice(0, 100) || undefined : undefined)

export const EXTENSION_TABS = ['permissions', 'operations', 'versions', 'ratings', 'files'] as const
export type ExtensionTab = (typeof EXTENSION_TABS)[number]

/**
 * The address that a page of the store has once it has read its own: what it does not understand is not in it (`?tab=nope`),
 * what is not its business (`?utm_source=mail`) stays.
 */
export function readableAddress(address: string): string {
  const { pathname: asked, searchParams } = new URL(address, 'http://store.invalid')
  const pathname = asked.replace(/(?<=.)\/$/, '')
  const parse = pathname === '/search' ? parseSearch : parseExtensionTab
  for (const [name, value] of Object.entries(parse(Object.fromEntries(searchParams))))
    if (value === undefined) searchParams.delete(name)
    else searchParams.set(name, value)
  return searchParams.size === 0 ? pathname : `${pathname}?${searchParams.toString()}`
}

/** No tab: what the extension says of itself. */
export const parseExtensionTab = ({ tab }: Record<string, unknown>): { tab?: ExtensionTab } => ({
  tab: EXTENSION_TABS.find((known) => known === tab),
})
