import type { operationsResource } from './operations.ts'

/** Files of a workspace, through the platform operations that extensions use too. */
export const entriesResource = ({ callAs }: ReturnType<typeof operationsResource>) => ({
  /** What lies in a folder, `/` by default. */
  list: async (workspace: string, input: { path?: string; limit?: number; cursor?: string } = {}) =>
    (await callAs(workspace, 'query:entries.list.v1', input, 'EntryPage')).output,
  createText: async (workspace: string, input: { path: string; text: string }) =>
    (await callAs(workspace, 'action:entries.create.input.v1', input, 'Entry')).output,
  /** Of any content, as base64; at most 16 MiB. */
  createBytes: async (workspace: string, input: { path: string; base64: string; mimeType?: string }) =>
    (await callAs(workspace, 'action:entries.create.input.v1', input, 'Entry')).output,
  /** The content as base64, whatever it is. */
  readBytes: async (workspace: string, id: string) =>
    (await callAs(workspace, 'query:entries.get.v1', { id, content: 'base64' }, 'EntryContent')).output,
  /** Fails when the content is not text. */
  readText: async (workspace: string, id: string) =>
    (await callAs(workspace, 'query:entries.get.v1', { id, content: 'text' }, 'EntryContent')).output,
})
