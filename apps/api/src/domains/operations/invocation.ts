import type { WorkspaceId } from '@grantry/contract'
import type { LogEntry } from '@grantry/runtime'
import type { DomainError } from '../../kernel/domain-error.ts'

/** One call of an operation of an install, and the person it runs for. Host calls made during it are decided by this. */
export interface Invocation {
  invocationId: string
  workspaceId: WorkspaceId
  installId: string
  extension: string
  userId: string
  /** Present when the guest runs a job. */
  run?: RunWatch
  /** Present on the one call by which the run of a job spawns a child. `key` names the child among its siblings. */
  spawn?: { jobId: string; fence: number; key: string }
}

/** What a run of a job has to do with the host calls that are made in the course of it. */
export interface RunWatch {
  readonly jobId: string
  /** True once the run has been ended from outside: none of its host calls is carried out any more. */
  readonly isOver: boolean
  /** Hears of each host call that was refused, and may end the run before the guest hears of it. */
  refused(error: DomainError): Promise<void>
  /** A line that the guest wrote to the install's log. */
  logged(entry: LogEntry): void
}
