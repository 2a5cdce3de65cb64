import { randomUUID } from 'node:crypto'
import type { WorkspaceId } from '@grantry/contract'
import type { LogEntry } from '@grantry/runtime'
import type { DomainError } from '../../kernel/domain-error.ts'
import type { FuelShares } from './fuel-shares.ts'

/**
 * One call of an operation of an install, or a run of a job of it, and the person it is for. Host calls made during it
 * are decided by this.
 */
export interface Invocation {
  /** The same for a call and for all calls of other extensions made in the course of it. */
  invocationId: string
  workspaceId: WorkspaceId
  installId: string
  extension: string
  userId: string
  /** Full wire name of the operation, or of the job. */
  method: string
  /** In the course of which it is made; absent at the beginning of a chain. */
  caller?: Invocation
  /** Who used how much of the fuel, in the whole chain. */
  shares?: FuelShares
  /** Present when the guest runs a job. */
  run?: RunWatch
  /** Present on the one call by which the run of a job spawns a child. `key` names the child among its siblings. */
  spawn?: { jobId: string; fence: number; key: string }
}

/** What a run of a job has to do with the host calls that are made in the course of it. */
export interface RunWatch {
  readonly jobId: string
  /** False once the run has been ended from outside, or its job is another's: then no host call is carried out any more. */
  mayAct(): Promise<boolean>
  /** Hears of each host call that was refused, and may end the run before the guest hears of it. */
  refused(error: DomainError): Promise<void>
  /** A line that the guest wrote to the install's log. */
  logged(entry: LogEntry): void
}

/** Extensions in one chain of calls, at most. */
export const MAX_CHAIN = 8

/** From the outermost call to this one: the frames of a chain, each of which must have the right to what any of them does. */
export function chainOf(invocation: Invocation): Invocation[] {
  const { caller } = invocation
  return caller === undefined ? [invocation] : [...chainOf(caller), invocation]
}

/** The chain in words: full names of what was called, outermost first. */
export const methodsOf = (invocation: Pick<Invocation, 'method' | 'caller'>): string[] => [
  ...(invocation.caller === undefined ? [] : methodsOf(invocation.caller)),
  invocation.method,
]

type Called = Pick<Invocation, 'installId' | 'extension' | 'method'>

/** A call by a person. */
export const beginChain = (by: Pick<Invocation, 'workspaceId' | 'userId'>, called: Called): Invocation => ({
  invocationId: randomUUID(),
  workspaceId: by.workspaceId,
  userId: by.userId,
  ...called,
})

/** A call by a guest, for the same person. */
export function continueChain(caller: Invocation, called: Called): Invocation {
  const { invocationId, workspaceId, userId, shares } = caller
  return { invocationId, workspaceId, userId, ...called, caller, ...(shares !== undefined && { shares }) }
}
