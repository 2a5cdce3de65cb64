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

const textOf = (q: unknown): string | undefined =>
  typeof q === 'string' || typeof q === 'number' ? String(q).slice(0, 100) || undefined : undefined

export const EXTENSION_TABS = ['permissions', 'operations', 'versions', 'ratings', 'files'] as const
export type ExtensionTab = (typeof EXTENSION_TABS)[number]

/** No tab: what the extension says of itself. */
export const parseExtensionTab = ({ tab }: Record<string, unknown>): { tab?: ExtensionTab } => ({
  tab: EXTENSION_TABS.find((known) => known === tab),
})
