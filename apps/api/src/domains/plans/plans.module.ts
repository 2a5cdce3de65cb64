import { Module } from '@nestjs/common'
import { BillingModule } from '../billing/index.ts'
import { CatalogModule } from '../catalog/index.ts'
import { PublishersModule } from '../publishers/index.ts'
import { PlanOwners } from './plan-owners.ts'
import { PlansController } from './plans.controller.ts'
import { PlansRepository } from './plans.repository.ts'
import { PlansService } from './plans.service.ts'
import { ProviderPrices } from './provider-prices.service.ts'
import { PublisherPlansController } from './publisher-plans.controller.ts'

@Module({
  imports: [BillingModule, CatalogModule, PublishersModule],
  controllers: [PlansController, PublisherPlansController],
  providers: [PlansRepository, PlanOwners, PlansService, ProviderPrices],
  exports: [PlansService, ProviderPrices],
})
export class PlansModule {}
