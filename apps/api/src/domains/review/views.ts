import { publisherSlugSchema, type PublisherVersion, reviewIdSchema, type ReviewSummary } from '@grantry/contract'
import { iconUrlOf, manifestOf, riskOf, toVersionSummary } from '../catalog/index.ts'
import type { ReviewedVersion } from './review.repository.ts'

/** `queue` is the ids of what waits, in order. */
export function toReviewSummary(version: ReviewedVersion, queue: readonly string[], now: Date): ReviewSummary {
  const manifest = manifestOf(version)
  const { publisher } = version.extension
  return {
    id: reviewIdSchema.parse(version.id),
    extension: manifest.id,
    name: manifest.name,
    version: manifest.version,
    publisher: { slug: publisherSlugSchema.parse(publisher.slug), name: publisher.name },
    status: version.state,
    risk: riskOf(manifest),
    iconUrl: iconUrlOf(manifest),
    position: positionIn(queue, version.id),
    submittedAt: version.submittedAt.toISOString(),
    ageSeconds: Math.max(0, Math.floor((now.getTime() - version.submittedAt.getTime()) / 1000)),
    decidedAt: version.review?.decidedAt.toISOString() ?? null,
    reason: version.review?.reason ?? null,
  }
}

export function toPublisherVersion(version: ReviewedVersion, queue: readonly string[]): PublisherVersion {
  const manifest = manifestOf(version)
  return {
    ...toVersionSummary(version),
    extension: manifest.id,
    name: manifest.name,
    iconUrl: iconUrlOf(manifest),
    review:
      version.state === 'draft'
        ? null
        : {
            id: version.id,
            position: positionIn(queue, version.id),
            reason: version.review?.reason ?? null,
            decidedAt: version.review?.decidedAt.toISOString() ?? null,
          },
  }
}

function positionIn(queue: readonly string[], id: string): number | null {
  const index = queue.indexOf(id)
  return index < 0 ? null : index + 1
}
