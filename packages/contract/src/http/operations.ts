import { z } from 'zod'
import { operationViewSchema } from './catalog.ts'

/** Response headers of an operation call. Core operations consume no fuel and send neither. */
export const FUEL_HEADER = 'x-fuel-consumed'
export const MEMORY_HEADER = 'x-memory-pages'
/** The fuel of the call by extension, when it called others: `finance=1200, mail=53`. A dictionary of RFC 9651. */
export const SHARES_HEADER = 'x-fuel-by-extension'
/** Where the time of the call went: `queue`, `load`, `run` and `host`, each in milliseconds as `dur`. W3C Server Timing. */
export const TIMING_HEADER = 'server-timing'

/** An operation that can be called in a workspace: core, or of an active install. */
export const callableOperationSchema = operationViewSchema
  .extend({
    source: z.enum(['core', 'extension']),
    extension: z.string().nullable(),
    permission: z.string().nullable(),
  })
  .meta({ id: 'CallableOperation' })
export type CallableOperation = z.infer<typeof callableOperationSchema>
export const callableOperationListSchema = z
  .object({ items: z.array(callableOperationSchema), nextCursor: z.null() })
  .meta({ id: 'CallableOperationList' })
