import { Injectable } from '@nestjs/common'
import { CatalogService } from '../catalog/index.ts'
import { PublishersService } from '../publishers/index.ts'
import { plansErrors } from './plans.errors.ts'
import type { PlanOwner } from './plans.service.ts'

/** The way to an extension's plans: it must be of the publisher that is named, and whoever asks must belong to it. */
@Injectable()
export class PlanOwners {
  constructor(
    private readonly publishers: PublishersService,
    private readonly catalog: CatalogService,
  ) {}

  /** @throws DomainError `not_found` */
  async requireMember(slug: string, extension: string, userId: string): Promise<PlanOwner> {
    return this.requireExtension(await this.publishers.requireMember(slug, userId), extension, userId)
  }

  /** @throws DomainError `not_found`, or that it takes an owner */
  async requireOwner(slug: string, extension: string, userId: string): Promise<PlanOwner> {
    return this.requireExtension(await this.publishers.requireOwner(slug, userId), extension, userId)
  }

  private async requireExtension({ id }: { id: string }, extension: string, userId: string): Promise<PlanOwner> {
    if ((await this.catalog.findPublisher(extension)) !== id) throw plansErrors.extensionNotFound()
    return { extensionId: extension, userId }
  }
}
