import { Module } from '@nestjs/common'
import { CatalogModule } from '../catalog/index.ts'
import { PurchasesModule } from '../purchases/index.ts'
import { WorkspacesModule } from '../workspaces/index.ts'
import { GrantsRepository } from './grants.repository.ts'
import { GrantsService } from './grants.service.ts'
import { InstallChanges } from './install-changes.service.ts'
import { InstallRemoval } from './install-removal.ts'
import { InstallSuspensionService } from './install-suspension.service.ts'
import { InstallsController } from './installs.controller.ts'
import { InstallsService } from './installs.service.ts'
import { OwnInstallsController } from './own-installs.controller.ts'
import { LiveInstallsService } from './live-installs.service.ts'

@Module({
  imports: [CatalogModule, PurchasesModule, WorkspacesModule],
  controllers: [InstallsController, OwnInstallsController],
  providers: [
    GrantsRepository,
    GrantsService,
    InstallChanges,
    InstallRemoval,
    InstallSuspensionService,
    InstallsService,
    LiveInstallsService,
  ],
  exports: [InstallSuspensionService, InstallsService, LiveInstallsService],
})
export class GrantsModule {}
