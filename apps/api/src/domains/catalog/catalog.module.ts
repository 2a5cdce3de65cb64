import { Module } from '@nestjs/common'
import { PublishersModule } from '../publishers/index.ts'
import { CatalogSearchRepository } from './catalog-search.repository.ts'
import { CatalogController } from './catalog.controller.ts'
import { CatalogRepository } from './catalog.repository.ts'
import { CatalogService } from './catalog.service.ts'
import { FeaturingController } from './featuring.controller.ts'
import { FeaturingRepository } from './featuring.repository.ts'
import { FeaturingService } from './featuring.service.ts'
import { ManifestSchemaController } from './manifest-schema.controller.ts'
import { PackageBlobs } from './package-blobs.service.ts'
import { ShelvesController } from './shelves.controller.ts'
import { ShelvesRepository } from './shelves.repository.ts'
import { ShelvesService } from './shelves.service.ts'
import { VersionsService } from './versions.service.ts'

@Module({
  imports: [PublishersModule],
  controllers: [CatalogController, ManifestSchemaController, ShelvesController, FeaturingController],
  providers: [
    CatalogRepository,
    CatalogSearchRepository,
    CatalogService,
    FeaturingRepository,
    FeaturingService,
    PackageBlobs,
    ShelvesRepository,
    ShelvesService,
    VersionsService,
  ],
  exports: [CatalogService, PackageBlobs, ShelvesService, VersionsService],
})
export class CatalogModule {}
