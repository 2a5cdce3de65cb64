import { z } from 'zod'
import { extensionIdSchema, installIdSchema } from '../ids.ts'
import { installStateSchema } from './installs.ts'

const amountSchema = z.object({ count: z.int(), bytes: z.int() })

/** How much a workspace holds. Entries and sidecars count against the quota. */
export const workspaceDataSchema = z
  .object({
    entries: amountSchema,
    sidecars: amountSchema,
    quotaBytes: z.int(),
    installs: z
      .array(
        z.object({
          installId: installIdSchema,
          extension: extensionIdSchema,
          status: installStateSchema,
          log: z.object({ lines: z.int(), bytes: z.int().describe('Of their messages') }),
          calls: z.int().describe('That were ever made'),
          jobs: z.int().describe('That are kept'),
        }),
      )
      .describe('All that there ever were, oldest first'),
  })
  .meta({ id: 'WorkspaceData' })
export type WorkspaceData = z.infer<typeof workspaceDataSchema>

export const dataExportQuerySchema = z.object({ install: installIdSchema.optional().describe('This install alone') })
export type DataExportQuery = z.infer<typeof dataExportQuerySchema>

/** The name of the workspace, as somebody has typed it who means it. */
export const deleteWorkspaceSchema = z.strictObject({ name: z.string().max(200) }).meta({ id: 'DeleteWorkspace' })
export type DeleteWorkspace = z.infer<typeof deleteWorkspaceSchema>
