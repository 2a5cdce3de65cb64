import { Module } from '@nestjs/common'
import { PublishersModule } from '../publishers/index.ts'
import { MeController } from './me.controller.ts'
import { WorkspacesController } from './workspaces.controller.ts'
import { WorkspacesRepository } from './workspaces.repository.ts'
import { WorkspacesService } from './workspaces.service.ts'
import { WorkspacesTie } from './workspaces.tie.ts'

@Module({
  imports: [PublishersModule],
  controllers: [WorkspacesController, MeController],
  providers: [WorkspacesRepository, WorkspacesService, WorkspacesTie],
  exports: [WorkspacesService],
})
export class WorkspacesModule {}
