import { Injectable } from '@nestjs/common'
import type { FeaturedList } from '@grantry/contract'
import { Clock } from '../../kernel/clock.ts'
import { Database } from '../../platform/database/index.ts'
import { AuditService } from '../audit/index.ts'
import { catalogErrors } from './catalog.errors.ts'
import { FeaturingRepository } from './featuring.repository.ts'
import { isFeatured, toFeatured } from './views.ts'

/** What admins put in front of the store. */
@Injectable()
export class FeaturingService {
  constructor(
    private readonly repository: FeaturingRepository,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  async list(): Promise<FeaturedList> {
    const now = this.clock.now()
    return { items: (await this.repository.list()).flatMap((row) => toFeatured(row, now)) }
  }

  /** Before all others; what stands in front already keeps its place and gets another end. */
  async feature(id: string, adminId: string, until: Date | null): Promise<void> {
    const now = this.clock.now()
    if (until !== null && until <= now) throw catalogErrors.featuredUntilPast()
    await this.database.transaction(async (tx) => {
      const row = await this.repository.find(tx, id)
      if (row === null) throw catalogErrors.extensionNotFound()
      const place = isFeatured(row, now) ? row : { featuredAt: now, featuredRank: null }
      await this.repository.set(tx, id, { ...place, featuredUntil: until })
      const data = { until: until?.toISOString() ?? null }
      await this.audit.append(tx, { actorId: adminId, action: 'extension.featured', subject: `extension:${id}`, data })
    })
  }

  async unfeature(id: string, adminId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      if ((await this.repository.find(tx, id)) === null) throw catalogErrors.extensionNotFound()
      await this.repository.set(tx, id, { featuredAt: null, featuredUntil: null, featuredRank: null })
      await this.audit.append(tx, { actorId: adminId, action: 'extension.unfeatured', subject: `extension:${id}` })
    })
  }

  async order(ids: readonly string[], adminId: string): Promise<FeaturedList> {
    await this.database.transaction(async (tx) => {
      await this.repository.order(tx, ids)
      const data = { extensions: [...ids] }
      await this.audit.append(tx, { actorId: adminId, action: 'store.featured_ordered', subject: 'store', data })
    })
    return this.list()
  }
}
