import { path } from './path.ts'
import type { Transport } from './transport.ts'

/** What admins put in front of the store, and whom they know. */
export const curationResource = ({ json, send }: Transport) => ({
  feature: (extension: string) => send({ method: 'PUT', path: path`/v1/extensions/${extension}/featured` }),
  unfeature: (extension: string) => send({ method: 'DELETE', path: path`/v1/extensions/${extension}/featured` }),
  verify: (slug: string) => json({ method: 'PUT', path: path`/v1/publishers/${slug}/verified` }, 'Publisher'),
  unverify: (slug: string) => json({ method: 'DELETE', path: path`/v1/publishers/${slug}/verified` }, 'Publisher'),
})
