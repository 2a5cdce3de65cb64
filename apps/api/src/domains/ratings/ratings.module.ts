import { Module } from '@nestjs/common'
import { CatalogModule } from '../catalog/index.ts'
import { PublishersModule } from '../publishers/index.ts'
import { PublisherRatingsController } from './publisher-ratings.controller.ts'
import { RatingModerationController } from './rating-moderation.controller.ts'
import { RatingModerationService } from './rating-moderation.service.ts'
import { RatingNoticesService } from './rating-notices.service.ts'
import { RatingRepliesService } from './rating-replies.service.ts'
import { RatingReportsRepository } from './rating-reports.repository.ts'
import { RatingReportsService } from './rating-reports.service.ts'
import { RatingsController } from './ratings.controller.ts'
import { RatingsRepository } from './ratings.repository.ts'
import { RatingsService } from './ratings.service.ts'

@Module({
  imports: [CatalogModule, PublishersModule],
  controllers: [RatingsController, PublisherRatingsController, RatingModerationController],
  providers: [
    RatingsRepository,
    RatingReportsRepository,
    RatingsService,
    RatingRepliesService,
    RatingReportsService,
    RatingNoticesService,
    RatingModerationService,
  ],
  exports: [RatingsService],
})
export class RatingsModule {}
