import type { CATALOG_PRICES, CATALOG_SORTS } from '@grantry/contract'
import { path } from './path.ts'
import type { Transport } from './transport.ts'

export interface CatalogueSearch {
  /** Words; small typing mistakes are forgiven. */
  q?: string
  category?: string
  publisher?: string
  /** What can be had for nothing, or what is for sale. */
  price?: (typeof CATALOG_PRICES)[number]
  sort?: (typeof CATALOG_SORTS)[number]
  limit?: number
  cursor?: string
}

/** The public catalogue: approved extensions and their versions. */
export const catalogueResource = ({ json, url }: Transport) => ({
  search: ({ q, category, publisher, price, sort, limit, cursor }: CatalogueSearch = {}, signal?: AbortSignal) => {
    const query = { q, category, publisher, price, sort, limit, cursor }
    return json({ method: 'GET', path: '/v1/extensions', query, signal }, 'ExtensionPage')
  },
  get: (id: string) => json({ method: 'GET', path: path`/v1/extensions/${id}` }, 'ExtensionDetail'),
  getVersion: (id: string, version: string) =>
    json({ method: 'GET', path: path`/v1/extensions/${id}/versions/${version}` }, 'VersionDetail'),
  getPublisher: (slug: string) => json({ method: 'GET', path: path`/v1/publishers/${slug}` }, 'Publisher'),
  /** Address of the stored archive, for a download. */
  archiveUrl: (id: string, version: string) => url({ path: path`/v1/extensions/${id}/versions/${version}/archive` }),
})
