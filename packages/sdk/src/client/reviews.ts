import type { VersionState } from '@grantry/contract'
import { encodeFilePath, path } from './path.ts'
import type { Transport } from './transport.ts'

/** The review desk; for admins. */
export const reviewsResource = ({ json, send, text }: Transport) => ({
  /** Oldest first. */
  list: ({ status, limit, cursor }: { status?: VersionState; limit?: number; cursor?: string } = {}) =>
    json({ method: 'GET', path: '/v1/reviews', query: { status, limit, cursor } }, 'ReviewPage'),
  /** `against`: a version of the same extension; by default the last approved one. */
  get: (id: string, query: { against?: string } = {}) =>
    json({ method: 'GET', path: path`/v1/reviews/${id}`, query }, 'ReviewDetail'),
  /** What was done to the version, and the record of its publisher. */
  history: (id: string) => json({ method: 'GET', path: path`/v1/reviews/${id}/history` }, 'ReviewHistory'),
  /** One file beside the same path of another version. */
  compareFile: (id: string, file: string, query: { against?: string } = {}) =>
    json({ method: 'GET', path: `${path`/v1/reviews/${id}/diff/`}${encodeFilePath(file)}`, query }, 'FileComparison'),
  /** Words for a rejection that can be used again. */
  reasons: () => json({ method: 'GET', path: '/v1/reviews/reasons' }, 'ReviewReasons'),
  /** A file of the reviewed archive, as text. */
  readFile: (id: string, file: string) =>
    text({ method: 'GET', path: `${path`/v1/reviews/${id}/files/`}${encodeFilePath(file)}` }),
  /** What the version did when it was tried out, newest first. */
  trialRuns: (id: string) => json({ method: 'GET', path: path`/v1/reviews/${id}/trial-runs` }, 'TrialRunList'),
  /** Has it tried out once more. */
  requestTrialRun: (id: string) => json({ method: 'POST', path: path`/v1/reviews/${id}/trial-runs` }, 'TrialRunList'),
  approve: (id: string, reason?: string) =>
    send({ method: 'POST', path: path`/v1/reviews/${id}/approve`, body: reason ? { reason } : {} }),
  reject: (id: string, reason: string) =>
    send({ method: 'POST', path: path`/v1/reviews/${id}/reject`, body: { reason } }),
  /** Stops every running copy of the version. */
  takeDown: (id: string, reason: string) =>
    send({ method: 'POST', path: path`/v1/reviews/${id}/take-down`, body: { reason } }),
})
