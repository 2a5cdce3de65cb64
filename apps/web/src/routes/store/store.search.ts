import type { Category } from '@grantry/contract'
import { CATEGORIES, SORTS, valueOf, type CatalogSort } from '../../lib/vocabulary.ts'

export interface StoreSearch {
  q?: string
  category?: Category
  sort?: CatalogSort
}

/** The search of an address; what it does not know is left out, so that a mangled link still finds something. */
export const parseSearch = ({ q, category, sort }: Record<string, unknown>): StoreSearch => ({
  q: typeof q === 'string' || typeof q === 'number' ? String(q).slice(0, 100) || undefined : undefined,
  category: valueOf(CATEGORIES, category),
  sort: valueOf(SORTS, sort),
})

export const EXTENSION_TABS = ['permissions', 'operations', 'versions', 'files'] as const
export type ExtensionTab = (typeof EXTENSION_TABS)[number]

/** No tab: what the extension says of itself. */
export const parseExtensionTab = ({ tab }: Record<string, unknown>): { tab?: ExtensionTab } => ({
  tab: EXTENSION_TABS.find((known) => known === tab),
})
