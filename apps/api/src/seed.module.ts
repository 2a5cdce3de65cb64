import { Module } from '@nestjs/common'
import { CatalogModule } from './domains/catalog/index.ts'
import { PackagesModule } from './domains/packages/index.ts'
import { PublishersModule } from './domains/publishers/index.ts'
import { ReviewModule } from './domains/review/index.ts'
import { SeedService } from './seed.service.ts'

@Module({
  imports: [CatalogModule, PackagesModule, PublishersModule, ReviewModule],
  providers: [SeedService],
  exports: [SeedService],
})
export class SeedModule {}
