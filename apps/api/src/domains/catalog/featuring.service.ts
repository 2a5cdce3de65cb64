import { Injectable } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import { Database } from '../../platform/database/index.ts'
import { AuditService } from '../audit/index.ts'
import { catalogErrors } from './catalog.errors.ts'
import { CatalogRepository } from './catalog.repository.ts'

/** What admins put in front of the store. */
@Injectable()
export class FeaturingService {
  constructor(
    private readonly repository: CatalogRepository,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  feature(id: string, adminId: string): Promise<void> {
    return this.set(id, { featuredAt: this.clock.now(), action: 'extension.featured', adminId })
  }

  unfeature(id: string, adminId: string): Promise<void> {
    return this.set(id, { featuredAt: null, action: 'extension.unfeatured', adminId })
  }

  private async set(
    id: string,
    { featuredAt, action, adminId }: { featuredAt: Date | null; action: string; adminId: string },
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (!(await this.repository.setFeatured(tx, id, featuredAt))) throw catalogErrors.extensionNotFound()
      await this.audit.append(tx, { actorId: adminId, action, subject: `extension:${id}` })
    })
  }
}
