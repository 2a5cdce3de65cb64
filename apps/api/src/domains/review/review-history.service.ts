import { Injectable } from '@nestjs/common'
import {
  publisherSlugSchema,
  type ReviewHistory,
  type ReviewReason,
  type ReviewTrailEntry,
  VERSION_STATES,
  type VersionState,
} from '@grantry/contract'
import { Clock } from '../../kernel/clock.ts'
import { AuditService } from '../audit/index.ts'
import { PREPARED_REASONS } from './review-reasons.ts'
import { type ReviewedVersion, ReviewRepository } from './review.repository.ts'
import { toReviewSummary } from './views.ts'

const TRAIL_LENGTH = 100
const RECENT_VERSIONS = 10
const OWN_REASONS = 12

/** What was decided before: about this version, about others of its publisher, and in which words. */
@Injectable()
export class ReviewHistoryService {
  constructor(
    private readonly repository: ReviewRepository,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  async of(version: ReviewedVersion): Promise<ReviewHistory> {
    const [trail, publisher] = await Promise.all([this.trailOf(version.id), this.publisherOf(version)])
    return { trail, publisher }
  }

  /** What admins wrote most often, after what is prepared for them. */
  async reasons(): Promise<ReviewReason[]> {
    const written = await this.repository.rejectionReasons(OWN_REASONS + PREPARED_REASONS.length)
    const uses = new Map(written.map(({ reason, uses }) => [reason, uses]))
    const prepared = new Set(PREPARED_REASONS.map(({ text }) => text))
    const own = written.filter(({ reason }) => !prepared.has(reason)).slice(0, OWN_REASONS)
    return [
      ...PREPARED_REASONS.map(({ title, text }) => ({ title, text, uses: uses.get(text) ?? 0 })),
      ...own.map(({ reason, uses }) => ({ title: null, text: reason, uses })),
    ]
  }

  private async trailOf(versionId: string): Promise<ReviewTrailEntry[]> {
    const events = await this.audit.history(`version:${versionId}`, TRAIL_LENGTH)
    const actors = events.flatMap(({ actorId }) => (actorId === null ? [] : [actorId]))
    const people = new Map((await this.repository.listPeople(actors)).map((person) => [person.id, person]))
    return events.toReversed().map(({ at, action, actorId, data }) => {
      const person = actorId === null ? undefined : people.get(actorId)
      return {
        at: at.toISOString(),
        action,
        by: person === undefined ? null : { name: person.name, email: person.email },
        reason: reasonIn(data),
      }
    })
  }

  private async publisherOf(version: ReviewedVersion): Promise<ReviewHistory['publisher']> {
    const { publisher } = version.extension
    const [record, recent, queue] = await Promise.all([
      this.repository.recordOf(publisher.id),
      this.repository.listOfPublisher(publisher.id, null, RECENT_VERSIONS + 1, 'desk'),
      this.repository.queue(),
    ])
    const counts = new Map(record.versions.map(({ state, count }) => [state, count]))
    const others = recent.filter(({ id }) => id !== version.id).slice(0, RECENT_VERSIONS)
    return {
      slug: publisherSlugSchema.parse(publisher.slug),
      name: publisher.name,
      verified: publisher.verified,
      createdAt: publisher.createdAt.toISOString(),
      extensions: record.extensions,
      installs: record.installs,
      versions: Object.fromEntries(VERSION_STATES.map((state) => [state, counts.get(state) ?? 0])) as Record<
        VersionState,
        number
      >,
      recent: others.map((row) => toReviewSummary(row, queue, this.clock.now())),
    }
  }
}

const reasonIn = (data: unknown): string | null =>
  typeof data === 'object' && data !== null && 'reason' in data && typeof data.reason === 'string' ? data.reason : null
