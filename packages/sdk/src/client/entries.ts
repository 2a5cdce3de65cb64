import { coreOperationName, digestSchema, entryIdSchema, instantSchema, pageOf } from '@grantry/contract'
import { z } from 'zod'
import type { operationsResource } from './operations.ts'

export const entrySchema = z.object({
  id: entryIdSchema,
  path: z.string(),
  name: z.string(),
  mimeType: z.string(),
  sizeBytes: z.int(),
  digest: digestSchema,
  createdAt: instantSchema,
})
export type Entry = z.infer<typeof entrySchema>

const entryPageSchema = pageOf(entrySchema, 'EntryPage')
const entryContentSchema = z.object({ entry: entrySchema, text: z.string().optional() })

/** Files of a workspace, through the platform operations that extensions use too. */
export const entriesResource = ({ callAs }: ReturnType<typeof operationsResource>) => ({
  /** What lies in a folder, `/` by default. */
  list: async (workspace: string, input: { path?: string; limit?: number; cursor?: string } = {}) =>
    (await callAs(workspace, coreOperationName('query', 'entries.list'), input, entryPageSchema)).output,
  createText: async (workspace: string, input: { path: string; text: string }) =>
    (await callAs(workspace, coreOperationName('action', 'entries.create'), input, entrySchema)).output,
  /** Fails with `refused` kinds when the content is not text. */
  readText: async (workspace: string, id: string) => {
    const input = { id, content: 'text' }
    return (await callAs(workspace, coreOperationName('query', 'entries.get'), input, entryContentSchema)).output
  },
})
