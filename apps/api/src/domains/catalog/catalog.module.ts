import { Module } from '@nestjs/common'
import { PublishersModule } from '../publishers/index.ts'
import { CatalogSearchRepository } from './catalog-search.repository.ts'
import { CatalogController } from './catalog.controller.ts'
import { CatalogRepository } from './catalog.repository.ts'
import { CatalogService } from './catalog.service.ts'
import { ManifestSchemaController } from './manifest-schema.controller.ts'
import { VersionsService } from './versions.service.ts'

@Module({
  imports: [PublishersModule],
  controllers: [CatalogController, ManifestSchemaController],
  providers: [CatalogRepository, CatalogSearchRepository, CatalogService, VersionsService],
  exports: [CatalogService, VersionsService],
})
export class CatalogModule {}
