import { Module } from '@nestjs/common'
import { PublishersController } from './publishers.controller.ts'
import { PublishersRepository } from './publishers.repository.ts'
import { PublishersService } from './publishers.service.ts'

@Module({
  controllers: [PublishersController],
  providers: [PublishersRepository, PublishersService],
  exports: [PublishersService],
})
export class PublishersModule {}
