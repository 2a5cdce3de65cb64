import type { VersionState } from '@grantry/contract'
import { encodeFilePath, path } from './path.ts'
import type { Transport } from './transport.ts'

/** The review desk; for admins. */
export const reviewsResource = ({ json, send, text }: Transport) => ({
  /** Oldest first. */
  list: ({ status, limit, cursor }: { status?: VersionState; limit?: number; cursor?: string } = {}) =>
    json({ method: 'GET', path: '/v1/reviews', query: { status, limit, cursor } }, 'ReviewPage'),
  get: (id: string) => json({ method: 'GET', path: path`/v1/reviews/${id}` }, 'ReviewDetail'),
  /** A file of the reviewed archive, as text. */
  readFile: (id: string, file: string) =>
    text({ method: 'GET', path: `${path`/v1/reviews/${id}/files/`}${encodeFilePath(file)}` }),
  approve: (id: string, reason?: string) =>
    send({ method: 'POST', path: path`/v1/reviews/${id}/approve`, body: reason ? { reason } : {} }),
  reject: (id: string, reason: string) =>
    send({ method: 'POST', path: path`/v1/reviews/${id}/reject`, body: { reason } }),
  /** Stops every running copy of the version. */
  takeDown: (id: string, reason: string) =>
    send({ method: 'POST', path: path`/v1/reviews/${id}/take-down`, body: { reason } }),
})
