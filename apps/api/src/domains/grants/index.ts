export { GrantsModule } from './grants.module.ts'
export { InstallsService } from './installs.service.ts'
export type { LiveInstall } from './live-install.ts'
export { LiveInstallsService } from './live-installs.service.ts'
