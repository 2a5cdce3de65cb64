import { Injectable } from '@nestjs/common'
import {
  type Page,
  type PageQuery,
  type PublisherVersion,
  type PublisherVersionDetail,
  type ReviewDetail,
  reviewIdSchema,
  type reviewQuerySchema,
  type ReviewSummary,
  type ScopedPermission,
  versionSchema,
} from '@grantry/contract'
import { z } from 'zod'
import { Clock } from '../../kernel/clock.ts'
import { decodeCursor, toPage } from '../../kernel/paging.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { AuditService } from '../audit/index.ts'
import { manifestOf, toVersionDetail, VersionsService } from '../catalog/index.ts'
import { ComparisonService } from './comparison.service.ts'
import { reviewErrors } from './review.errors.ts'
import { type ReviewedVersion, ReviewRepository } from './review.repository.ts'
import { toPublisherVersion, toReviewSummary } from './views.ts'

const cursorSchema = z.tuple([z.uuid()])
const queueCursorSchema = z.tuple([z.iso.datetime(), z.uuid()])

/** Moderation: the submitted versions in their order, and one decision for each. A review has the id of its version. */
@Injectable()
export class ReviewService {
  constructor(
    private readonly repository: ReviewRepository,
    private readonly comparisons: ComparisonService,
    private readonly versions: VersionsService,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  async list(query: z.infer<typeof reviewQuerySchema>): Promise<Page<ReviewSummary>> {
    const cursor = decodeCursor(queueCursorSchema, query.cursor)
    const after = cursor && { submittedAt: new Date(cursor[0]), id: cursor[1] }
    const [rows, queue] = await Promise.all([
      this.repository.list(query.status ?? null, after, query.limit + 1),
      this.repository.queue(),
    ])
    return toPage(
      rows,
      query.limit,
      (row) => toReviewSummary(row, queue, this.clock.now()),
      ({ submittedAt, id }) => [submittedAt.toISOString(), id],
    )
  }

  /** Every version of a publisher with its place in the queue or the admin's words. */
  async listOfPublisher(publisherId: string, query: PageQuery): Promise<Page<PublisherVersion>> {
    const before = decodeCursor(cursorSchema, query.cursor)?.[0] ?? null
    const [rows, queue] = await Promise.all([
      this.repository.listOfPublisher(publisherId, before, query.limit + 1, 'publisher'),
      this.repository.queue(),
    ])
    return toPage(
      rows,
      query.limit,
      (row) => toPublisherVersion(row, queue),
      ({ id }) => [id],
    )
  }

  /** One version of a publisher in full, beside the one that was uploaded before it. @throws DomainError `not_found` */
  async getOfPublisher(
    publisherId: string,
    reference: { extension: string; version: string },
    against: string | undefined,
  ): Promise<PublisherVersionDetail> {
    const version = await this.repository.findOfPublisher(publisherId, reference.extension, reference.version)
    if (version === null) throw reviewErrors.versionNotFound()
    const [queue, earlier] = await Promise.all([
      this.repository.queue(),
      this.repository.listEarlier(version.extensionId, version.id),
    ])
    const before = against === undefined ? (earlier[0] ?? null) : await this.comparisons.findBase(version, against)
    return {
      ...toPublisherVersion(version, queue),
      ...this.comparisons.compare(version, before),
      detail: toVersionDetail(version),
      earlier: earlier.map((row) => ({ version: versionSchema.parse(row.version), status: row.state })),
    }
  }

  async get(id: string, against?: string): Promise<ReviewDetail> {
    const version = await this.getVersion(id)
    const [queue, before, earlier, reach] = await Promise.all([
      this.repository.queue(),
      this.comparisons.findBase(version, against),
      this.repository.listEarlier(version.extensionId, version.id),
      this.repository.reach(version.id),
    ])
    return {
      ...toReviewSummary(version, queue, this.clock.now()),
      ...this.comparisons.compare(version, before),
      submittedBy: { name: version.submittedBy.name, email: version.submittedBy.email },
      detail: toVersionDetail(version),
      earlier: earlier.map((row) => ({
        id: reviewIdSchema.parse(row.id),
        version: versionSchema.parse(row.version),
        status: row.state,
      })),
      reach,
    }
  }

  async getVersion(id: string): Promise<ReviewedVersion> {
    const version = await this.repository.find(id)
    if (version === null) throw reviewErrors.notFound()
    return version
  }

  /** Lets the version into the store with exactly the permissions its manifest asks for. */
  async approve(id: string, adminId: string, note: string | null): Promise<ReviewDetail> {
    const version = await this.getVersion(id)
    const approvedPermissions = manifestOf(version).permissions.map(
      (request) => ({ id: request.id, scope: request.scope }) as ScopedPermission,
    )
    await this.decide(version, 'approved', { adminId, reason: note, approvedPermissions })
    return this.get(id)
  }

  async reject(id: string, adminId: string, reason: string): Promise<ReviewDetail> {
    const version = await this.getVersion(id)
    await this.decide(version, 'rejected', { adminId, reason, approvedPermissions: [] })
    return this.get(id)
  }

  /** Stops every running copy: from the commit on no call of this version begins and no host call of it is answered. */
  async takeDown(id: string, adminId: string, reason: string): Promise<ReviewDetail> {
    const version = await this.getVersion(id)
    await this.database.transaction(async (tx) => {
      await this.versions.move(tx, version, 'taken_down')
      await this.repository.takeDown(tx, version.id, this.clock.now(), reason)
      await this.record(tx, version, { adminId, action: 'version.taken_down', data: { reason } })
    })
    return this.get(id)
  }

  /** What the admin let through: the middle term of manifest ∩ reviewed ∩ granted. */
  async approvedPermissions(versionId: string): Promise<unknown> {
    return this.repository.approvedPermissions(versionId)
  }

  private async decide(
    version: ReviewedVersion,
    to: 'approved' | 'rejected',
    decision: { adminId: string; reason: string | null; approvedPermissions: ScopedPermission[] },
  ): Promise<void> {
    const { adminId, reason, approvedPermissions } = decision
    if (version.state !== 'submitted') throw reviewErrors.alreadyDecided()
    await this.database.transaction(async (tx) => {
      await this.repository.decide(tx, {
        versionId: version.id,
        decidedAt: this.clock.now(),
        decidedById: adminId,
        reason,
        approvedPermissions,
      })
      await this.versions.move(tx, version, to)
      await this.record(tx, version, { adminId, action: `review.${to}`, data: { reason, approvedPermissions } })
    })
  }

  private record(
    tx: Tx,
    version: ReviewedVersion,
    deed: { adminId: string; action: string; data: Record<string, unknown> },
  ): Promise<void> {
    const { extensionId, version: name, digest } = version
    return this.audit.append(tx, {
      actorId: deed.adminId,
      action: deed.action,
      subject: `version:${version.id}`,
      data: { extension: extensionId, version: name, digest, ...deed.data },
    })
  }
}
