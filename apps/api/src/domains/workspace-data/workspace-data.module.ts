import { Module } from '@nestjs/common'
import { EntriesModule } from '../entries/index.ts'
import { GrantsModule } from '../grants/index.ts'
import { OperationsModule } from '../operations/index.ts'
import { PurchasesModule } from '../purchases/index.ts'
import { WorkspacesModule } from '../workspaces/index.ts'
import { DeletionService } from './deletion.service.ts'
import { ExportRecords } from './export-records.service.ts'
import { ExportService } from './export.service.ts'
import { HoldingsRepository } from './holdings.repository.ts'
import { HoldingsService } from './holdings.service.ts'
import { WorkspaceDataController } from './workspace-data.controller.ts'

@Module({
  imports: [EntriesModule, GrantsModule, OperationsModule, PurchasesModule, WorkspacesModule],
  controllers: [WorkspaceDataController],
  providers: [DeletionService, ExportRecords, ExportService, HoldingsRepository, HoldingsService],
})
export class WorkspaceDataModule {}
