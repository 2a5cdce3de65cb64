import {
  extensionIdSchema,
  type PublisherRatingPage,
  type Rating,
  type RatingPage,
  type ReportedRating,
  versionSchema,
} from '@grantry/contract'
import semver from 'semver'
import { averageOf } from '../catalog/index.ts'
import type { ReportedRow } from './rating-reports.repository.ts'
import type { RatedVersion, RatingRow } from './ratings.repository.ts'

export const toRating = (row: RatingRow): Rating => ({
  id: row.id,
  extension: extensionIdSchema.parse(row.extensionId),
  author: row.user.closedAt === null ? row.user.name : null,
  stars: row.stars,
  text: row.text,
  version: versionSchema.parse(row.version),
  createdAt: row.createdAt.toISOString(),
  editedAt: row.updatedAt > row.createdAt ? row.updatedAt.toISOString() : null,
  reply: row.reply === null || row.repliedAt === null ? null : { text: row.reply, at: row.repliedAt.toISOString() },
  hidden: row.hiddenAt === null ? null : { at: row.hiddenAt.toISOString(), reason: row.hiddenReason ?? '' },
})

export const toReportedRating = ({ reports, extension, ...row }: ReportedRow): ReportedRating => ({
  rating: toRating(row),
  extensionName: extension.name,
  reports: reports.map(({ reason, at, settledAt }) => ({
    reason,
    at: at.toISOString(),
    settledAt: settledAt?.toISOString() ?? null,
  })),
})

export function toRatedExtensions(counts: readonly RatedVersion[]): PublisherRatingPage['extensions'] {
  return [...Map.groupBy(counts, ({ extension }) => extension)].map(([extension, versions]) => ({
    extension: extensionIdSchema.parse(extension),
    name: versions[0]?.name ?? extension,
    ratings: versions.reduce((total, { ratings }) => total + ratings, 0),
    unanswered: versions.reduce((total, { unanswered }) => total + unanswered, 0),
    versions: versions.map(({ version }) => versionSchema.parse(version)).toSorted(semver.rcompare),
  }))
}

const STARS = [1, 2, 3, 4, 5]

/** How many ratings there are of each number of stars, and what that makes together. */
export function totalsOf(byStars: ReadonlyMap<number, number>): { count: number; sum: number } {
  const counts = STARS.map((stars) => ({ stars, count: byStars.get(stars) ?? 0 }))
  return {
    count: counts.reduce((total, { count }) => total + count, 0),
    sum: counts.reduce((total, { stars, count }) => total + stars * count, 0),
  }
}

export function toSummary(byStars: ReadonlyMap<number, number>): RatingPage['summary'] {
  const { count, sum } = totalsOf(byStars)
  return { average: averageOf(sum, count), count, histogram: STARS.map((stars) => byStars.get(stars) ?? 0) }
}
