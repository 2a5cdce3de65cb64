import { Global, Module } from '@nestjs/common'
import { StorePages } from '../../platform/http/index.ts'
import { CatalogModule } from '../catalog/index.ts'
import { PublishersModule } from '../publishers/index.ts'
import { RatingsModule } from '../ratings/index.ts'
import { CrawlersController } from './crawlers.controller.ts'
import { ElsewhereController } from './elsewhere.controller.ts'
import { PreviewPictures } from './preview-pictures.ts'
import { StorePagesService } from './store-pages.service.ts'

@Global()
@Module({
  imports: [CatalogModule, PublishersModule, RatingsModule],
  controllers: [CrawlersController, ElsewhereController],
  providers: [PreviewPictures, { provide: StorePages, useClass: StorePagesService }],
  exports: [StorePages],
})
export class StorefrontModule {}
