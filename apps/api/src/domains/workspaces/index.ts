export { MemberStreams } from './member-streams.service.ts'
export { WorkspacesModule } from './workspaces.module.ts'
export { includesRole, type WorkspaceAccess, WorkspacesService } from './workspaces.service.ts'
