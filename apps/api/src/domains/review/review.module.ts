import { Module } from '@nestjs/common'
import { CatalogModule } from '../catalog/index.ts'
import { PublishersModule } from '../publishers/index.ts'
import { ComparisonService } from './comparison.service.ts'
import { PublisherVersionsController } from './publisher-versions.controller.ts'
import { ReviewHistoryService } from './review-history.service.ts'
import { ReviewController } from './review.controller.ts'
import { ReviewRepository } from './review.repository.ts'
import { ReviewService } from './review.service.ts'

@Module({
  imports: [CatalogModule, PublishersModule],
  controllers: [ReviewController, PublisherVersionsController],
  providers: [ComparisonService, ReviewHistoryService, ReviewRepository, ReviewService],
  exports: [ReviewService],
})
export class ReviewModule {}
