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
