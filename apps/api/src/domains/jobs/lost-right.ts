import { type PermissionId, permissionIdSchema } from '@grantry/contract'
import { z } from 'zod'

const lostRightSchema = z.object({ permission: permissionIdSchema, right: z.string() })

/** A permission that a run was halted for want of, and the right to it that the run had begun with, in JSON text. */
export interface LostRight {
  permission: PermissionId
  right: string
}

/** As the row of a job has it. */
export const lostRightOf = (stored: unknown): LostRight | null =>
  stored === null ? null : lostRightSchema.parse(stored)
