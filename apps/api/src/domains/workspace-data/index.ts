export { WorkspaceDataModule } from './workspace-data.module.ts'
