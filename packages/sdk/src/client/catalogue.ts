import type { Abi, CATALOG_PRICES, CATALOG_SORTS, Risk } from '@grantry/contract'
import { path } from './path.ts'
import type { Transport } from './transport.ts'

export interface CatalogueSearch {
  /** Words; small typing mistakes are forgiven. */
  q?: string
  category?: string
  publisher?: string
  /** Only of publishers whom the platform knows. */
  publishers?: 'verified'
  /** At most this one. */
  risk?: Risk
  abi?: Abi
  /** What can be had for nothing, or what is for sale. */
  price?: (typeof CATALOG_PRICES)[number]
  sort?: (typeof CATALOG_SORTS)[number]
  limit?: number
  cursor?: string
}

/** The public catalogue: approved extensions and their versions. */
export const catalogueResource = ({ json, url }: Transport) => ({
  search: (search: CatalogueSearch = {}, signal?: AbortSignal) => {
    const { q, category, publisher, publishers, risk, abi, price, sort, limit, cursor } = search
    const query = { q, category, publisher, publishers, risk, abi, price, sort, limit, cursor }
    return json({ method: 'GET', path: '/v1/extensions', query, signal }, 'ExtensionPage')
  },
  /** What the home page of the store shows. */
  shelves: () => json({ method: 'GET', path: '/v1/shelves' }, 'Shelves'),
  /** Extensions whose names come closest to what was typed so far. */
  suggest: (q: string, signal?: AbortSignal) =>
    json({ method: 'GET', path: '/v1/suggestions', query: { q }, signal }, 'Suggestions'),
  related: (id: string) => json({ method: 'GET', path: path`/v1/extensions/${id}/related` }, 'RelatedExtensions'),
  /** Installs standing at the end of each of the last ninety days. */
  installHistory: (id: string) =>
    json({ method: 'GET', path: path`/v1/extensions/${id}/install-history` }, 'InstallHistory'),
  get: (id: string) => json({ method: 'GET', path: path`/v1/extensions/${id}` }, 'ExtensionDetail'),
  getVersion: (id: string, version: string) =>
    json({ method: 'GET', path: path`/v1/extensions/${id}/versions/${version}` }, 'VersionDetail'),
  getPublisher: (slug: string) => json({ method: 'GET', path: path`/v1/publishers/${slug}` }, 'Publisher'),
  /** Address of the stored archive, for a download. */
  archiveUrl: (id: string, version: string) => url({ path: path`/v1/extensions/${id}/versions/${version}/archive` }),
})
