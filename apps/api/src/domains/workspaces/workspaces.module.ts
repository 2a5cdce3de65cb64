import { Module } from '@nestjs/common'
import { PublishersModule } from '../publishers/index.ts'
import { MemberStreams } from './member-streams.service.ts'
import { MeController } from './me.controller.ts'
import { WorkspaceClosing } from './workspace-closing.service.ts'
import { WorkspaceTokensController } from './workspace-tokens.controller.ts'
import { WorkspacesController } from './workspaces.controller.ts'
import { WorkspacesRepository } from './workspaces.repository.ts'
import { WorkspacesService } from './workspaces.service.ts'
import { WorkspacesTie } from './workspaces.tie.ts'

@Module({
  imports: [PublishersModule],
  controllers: [WorkspacesController, WorkspaceTokensController, MeController],
  providers: [MemberStreams, WorkspaceClosing, WorkspacesRepository, WorkspacesService, WorkspacesTie],
  exports: [MemberStreams, WorkspaceClosing, WorkspacesService],
})
export class WorkspacesModule {}
