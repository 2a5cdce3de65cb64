import { Module } from '@nestjs/common'
import { PublishersController } from './publishers.controller.ts'
import { PublishersRepository } from './publishers.repository.ts'
import { PublishersService } from './publishers.service.ts'
import { PublishersTie } from './publishers.tie.ts'
import { VerificationService } from './verification.service.ts'

@Module({
  controllers: [PublishersController],
  providers: [PublishersRepository, PublishersService, PublishersTie, VerificationService],
  exports: [PublishersService],
})
export class PublishersModule {}
