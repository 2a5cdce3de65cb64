export { JobsModule } from './jobs.module.ts'
export { JobRetention } from './job-retention.ts'
export { JobRunner } from './job-runner.service.ts'
