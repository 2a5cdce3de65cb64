export { ServerStatusModule } from './server-status.module.ts'
