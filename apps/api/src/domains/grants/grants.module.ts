import { Module } from '@nestjs/common'
import { CatalogModule } from '../catalog/index.ts'
import { WorkspacesModule } from '../workspaces/index.ts'
import { GrantsRepository } from './grants.repository.ts'
import { InstallRemoval } from './install-removal.ts'
import { InstallsController } from './installs.controller.ts'
import { InstallsService } from './installs.service.ts'
import { LiveInstallsService } from './live-installs.service.ts'

@Module({
  imports: [CatalogModule, WorkspacesModule],
  controllers: [InstallsController],
  providers: [GrantsRepository, InstallRemoval, InstallsService, LiveInstallsService],
  exports: [InstallsService, LiveInstallsService],
})
export class GrantsModule {}
