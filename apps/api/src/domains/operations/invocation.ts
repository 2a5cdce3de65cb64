import type { WorkspaceId } from '@grantry/contract'

/** One call of an operation of an install, and the person it runs for. Host calls made during it are decided by this. */
export interface Invocation {
  invocationId: string
  workspaceId: WorkspaceId
  installId: string
  extension: string
  userId: string
}
