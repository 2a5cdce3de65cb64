import { Global, Module } from '@nestjs/common'
import { StorePages } from '../../platform/http/index.ts'
import { CatalogModule } from '../catalog/index.ts'
import { PublishersModule } from '../publishers/index.ts'
import { CrawlersController } from './crawlers.controller.ts'
import { ElsewhereController } from './elsewhere.controller.ts'
import { StorePagesService } from './store-pages.service.ts'

@Global()
@Module({
  imports: [CatalogModule, PublishersModule],
  controllers: [CrawlersController, ElsewhereController],
  providers: [{ provide: StorePages, useClass: StorePagesService }],
  exports: [StorePages],
})
export class StorefrontModule {}
