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
    ...lastWord(version),
  }
}

/** What an admin decided last, and why: a take-down comes after the approval. */
function lastWord({ state, review }: ReviewedVersion): Pick<ReviewSummary, 'decidedAt' | 'reason'> {
  const [at, reason] =
    state === 'taken_down' ? [review?.takenDownAt, review?.takenDownReason] : [review?.decidedAt, review?.reason]
  return { decidedAt: at?.toISOString() ?? null, reason: reason ?? null }
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
            ...lastWord(version),
          },
  }
}

function positionIn(queue: readonly string[], id: string): number | null {
  const index = queue.indexOf(id)
  return index < 0 ? null : index + 1
}
