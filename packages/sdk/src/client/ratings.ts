import type { Rate, RatingQuery, RatingStanding, ReportedRatingQuery } from '@grantry/contract'
import { path } from './path.ts'
import type { Transport } from './transport.ts'

/** `version`: only of those who had it when they wrote. */
export type RatingSearch = Omit<RatingQuery, 'version'> & { version?: string | undefined }
/** `extension`: only of this one. */
export type PublisherRatingSearch = RatingSearch & { extension?: string | undefined }

/** What people say of extensions. Pages load it when they need it: `api.with(ratingsResource)`. */
export const ratingsResource = ({ json, send }: Transport) => ({
  list: (extension: string, query: RatingSearch = {}, signal?: AbortSignal) =>
    json({ method: 'GET', path: path`/v1/extensions/${extension}/ratings`, query, signal }, 'RatingPage'),
  /** What the person who is signed in has said, and whether they may. */
  own: (extension: string) => json({ method: 'GET', path: path`/v1/extensions/${extension}/ratings/own` }, 'OwnRating'),
  /** Writes the one rating of the person, or writes it anew. */
  rate: (extension: string, body: Rate) =>
    json({ method: 'PUT', path: path`/v1/extensions/${extension}/ratings/own`, body }, 'Rating'),
  deleteOwn: (extension: string) => send({ method: 'DELETE', path: path`/v1/extensions/${extension}/ratings/own` }),
  /** Tells the admins that one should not stand. */
  report: (id: string, reason: string) =>
    send({ method: 'POST', path: path`/v1/ratings/${id}/reports`, body: { reason } }),
  /** Of all extensions of a publisher, for its members. */
  listOfPublisher: (slug: string, query: PublisherRatingSearch = {}, signal?: AbortSignal) =>
    json({ method: 'GET', path: path`/v1/publishers/${slug}/ratings`, query, signal }, 'PublisherRatingPage'),
  reply: (slug: string, id: string, text: string) =>
    json({ method: 'PUT', path: path`/v1/publishers/${slug}/ratings/${id}/reply`, body: { text } }, 'Rating'),
  deleteReply: (slug: string, id: string) =>
    send({ method: 'DELETE', path: path`/v1/publishers/${slug}/ratings/${id}/reply` }),
  /** For admins, like all that follows. */
  listReported: (query: ReportedRatingQuery = {}) =>
    json({ method: 'GET', path: '/v1/ratings/reported', query }, 'ReportedRatingPage'),
  hide: (id: string, reason: string, seen?: RatingStanding) =>
    json({ method: 'POST', path: path`/v1/ratings/${id}/hide`, body: { reason, seen } }, 'Rating'),
  /** Lets it stand, or stand again; then its author reads the reason. */
  show: (id: string, reason?: string, seen?: RatingStanding) =>
    json({ method: 'POST', path: path`/v1/ratings/${id}/show`, body: { reason, seen } }, 'Rating'),
})
