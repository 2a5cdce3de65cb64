import type { Feature, PublisherQuery } from '@grantry/contract'
import { path } from './path.ts'
import type { Transport } from './transport.ts'

/** What admins put in front of the store, and whom they know. */
export const curationResource = ({ json, send }: Transport) => ({
  /** In the order of the store, with what stood there until its end. */
  listFeatured: () => json({ method: 'GET', path: '/v1/featured' }, 'FeaturedList'),
  /** Puts it before all others; what stands in front already gets another end. */
  feature: (extension: string, body: Feature = {}) =>
    send({ method: 'PUT', path: path`/v1/extensions/${extension}/featured`, body }),
  unfeature: (extension: string) => send({ method: 'DELETE', path: path`/v1/extensions/${extension}/featured` }),
  orderFeatured: (extensions: readonly string[]) =>
    json({ method: 'PUT', path: '/v1/featured', body: { extensions } }, 'FeaturedList'),
  listPublishers: (query: PublisherQuery = {}, signal?: AbortSignal) =>
    json({ method: 'GET', path: '/v1/publishers', query, signal }, 'KnownPublisherPage'),
  verify: (slug: string, reason?: string) =>
    json({ method: 'PUT', path: path`/v1/publishers/${slug}/verified`, body: { reason } }, 'Publisher'),
  unverify: (slug: string, reason?: string) =>
    json({ method: 'DELETE', path: path`/v1/publishers/${slug}/verified`, query: { reason } }, 'Publisher'),
})
