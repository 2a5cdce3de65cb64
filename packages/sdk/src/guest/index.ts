export { Type, type Static, type TSchema } from './schema.ts'
export {
  action,
  defineExtension,
  query,
  type Action,
  type Actions,
  type Extension,
  type Operation,
  type Queries,
  type Query,
} from './define-extension.ts'
export type { Context, PlatformCall, Pong } from './context.ts'
export { job, type Job, type Jobs } from './define-job.ts'
export type { JobContext } from './job-context.ts'
export { JobFailed } from './job.errors.ts'
export type {
  Content,
  CreateEntry,
  Entries,
  Entry,
  EntryContent,
  EntryName,
  EntryPage,
  Sidecar,
  SidecarContent,
  WriteSidecar,
} from './entries.ts'
export type { LogLevel } from './host-port.ts'
export { PlatformError } from './platform.errors.ts'
