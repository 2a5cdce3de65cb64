export { PublishersModule } from './publishers.module.ts'
export { type PublisherAccess, PublishersService } from './publishers.service.ts'
