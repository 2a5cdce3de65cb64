export { EntriesModule } from './entries.module.ts'
export * from './entries.schemas.ts'
export { EntriesService } from './entries.service.ts'
export type { Reach } from './reach.ts'
