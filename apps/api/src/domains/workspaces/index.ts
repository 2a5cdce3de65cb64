export { WorkspacesModule } from './workspaces.module.ts'
export { includesRole, type WorkspaceAccess, WorkspacesService } from './workspaces.service.ts'
