import { Injectable } from '@nestjs/common'
import type { KnownPublisher, Page, Publisher, publisherQuerySchema } from '@grantry/contract'
import { z } from 'zod'
import { decodeCursor, toPage } from '../../kernel/paging.ts'
import { Database } from '../../platform/database/index.ts'
import { AuditService } from '../audit/index.ts'
import { publishersErrors } from './publishers.errors.ts'
import { PublishersRepository } from './publishers.repository.ts'
import { toPublisher } from './publishers.service.ts'

const cursorSchema = z.tuple([z.string()])

/** Whom the platform knows; the store says so beside their names. */
@Injectable()
export class VerificationService {
  constructor(
    private readonly repository: PublishersRepository,
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** By their slugs. */
  async list({ q, publishers, limit, cursor }: z.infer<typeof publisherQuerySchema>): Promise<Page<KnownPublisher>> {
    const after = decodeCursor(cursorSchema, cursor)?.[0] ?? ''
    const rows = await this.repository.list({ words: q || undefined, publishers, after, limit: limit + 1 })
    return toPage(
      rows,
      limit,
      ({ _count, ...row }) => ({ ...toPublisher(row), ..._count }),
      ({ slug }) => [slug],
    )
  }

  async set(
    slug: string,
    verdict: 'verified' | 'unverified',
    { adminId, reason }: { adminId: string; reason: string | null },
  ): Promise<Publisher> {
    const row = await this.repository.find(slug)
    if (row === null) throw publishersErrors.notFound()
    return this.database.transaction(async (tx) => {
      const changed = await this.repository.setVerified(tx, row.id, { verified: verdict === 'verified' })
      await this.audit.append(tx, {
        actorId: adminId,
        action: `publisher.${verdict}`,
        subject: `publisher:${row.id}`,
        data: { slug, reason },
      })
      return toPublisher(changed)
    })
  }
}
