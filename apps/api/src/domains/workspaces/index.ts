export { MemberStreams } from './member-streams.service.ts'
export { WorkspaceClosing } from './workspace-closing.service.ts'
export { WorkspacesModule } from './workspaces.module.ts'
export { includesRole, type WorkspaceAccess, WorkspacesService } from './workspaces.service.ts'
