import { Module } from '@nestjs/common'
import { CatalogModule } from '../catalog/index.ts'
import { PublishersModule } from '../publishers/index.ts'
import { CodeCheck } from './code-check.ts'
import { PackageStorage } from './package-storage.ts'
import { PackagesController } from './packages.controller.ts'
import { PackagesService } from './packages.service.ts'

@Module({
  imports: [CatalogModule, PublishersModule],
  controllers: [PackagesController],
  providers: [CodeCheck, PackageStorage, PackagesService],
  exports: [PackagesService],
})
export class PackagesModule {}
