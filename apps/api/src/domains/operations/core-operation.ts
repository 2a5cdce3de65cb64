import type { AccessRequest } from '@grantry/runtime'
import type { OperationType, PermissionId, WorkspaceId, WorkspaceRole } from '@grantry/contract'
import type { z } from 'zod'
import type { Reach } from '../entries/index.ts'
import type { Invocation } from './invocation.ts'

/** What an operation needs of a guest, and how its input is held against the scope of the right. */
export type Demand<Input> =
  /** Anybody may. */
  | { kind: 'none' }
  /** The right must cover what the input names. */
  | {
      kind: 'target'
      permission: PermissionId
      request: (workspaceId: WorkspaceId, input: Input) => Promise<AccessRequest>
    }
  /** Any right will do, and narrows what is seen. */
  | { kind: 'narrow'; permission: 'entries.read' }

export interface CoreCall {
  workspaceId: WorkspaceId
  reach: Reach
  /** The person who calls, or for whom a guest does. */
  userId: string
  /** The guest's call in the course of which this one is made; null when a person calls. */
  invocation: Invocation | null
}

/** An operation of the platform: for people by role, for guests through the gate. */
export interface CoreOperation<Input = unknown, Output = unknown> {
  /** Without type and version, for example `entries.get`. */
  name: string
  type: OperationType
  title: string
  description: string
  input: z.ZodType<Input>
  output: z.ZodType<Output>
  /** What a person needs to call it; a guest never does more than the person it runs for. */
  role: WorkspaceRole
  demand: Demand<Input>
  run: (call: CoreCall, input: Input) => Promise<Output>
}

/** Fixes the types of one operation where it is written, and forgets them where many stand together. */
export const coreOperation = <Input, Output>(operation: CoreOperation<Input, Output>): CoreOperation =>
  operation as unknown as CoreOperation
