import { Module } from '@nestjs/common'
import { CatalogModule } from '../catalog/index.ts'
import { PublishersModule } from '../publishers/index.ts'
import { PublisherRatingsController } from './publisher-ratings.controller.ts'
import { RatingModerationController } from './rating-moderation.controller.ts'
import { RatingModerationService } from './rating-moderation.service.ts'
import { RatingRepliesService } from './rating-replies.service.ts'
import { RatingsController } from './ratings.controller.ts'
import { RatingsRepository } from './ratings.repository.ts'
import { RatingsService } from './ratings.service.ts'

@Module({
  imports: [CatalogModule, PublishersModule],
  controllers: [RatingsController, PublisherRatingsController, RatingModerationController],
  providers: [RatingsRepository, RatingsService, RatingRepliesService, RatingModerationService],
})
export class RatingsModule {}
