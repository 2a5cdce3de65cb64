import {
  createEntrySchema,
  type EntryId,
  entryPageSchema,
  entrySchema,
  entryWithContentSchema,
  getEntrySchema,
  listEntriesSchema,
  readSidecarSchema,
  searchEntriesSchema,
  sidecarSchema,
  sidecarWithContentSchema,
  type WorkspaceId,
  writeSidecarSchema,
} from '@grantry/contract'
import { DEFAULT_LIMITS } from '@grantry/runtime'
import type { EntriesService } from '../entries/index.ts'
import { type CoreOperation, coreOperation } from './core-operation.ts'
import type { Invocation } from './invocation.ts'

/** Where the files are. */
export type EntryStore = Pick<EntriesService, keyof EntriesService>

/** Bytes that the answer may have: the runtime hands a guest no larger reply, so its content need not be read at all. */
const roomFor = (invocation: Invocation | null): number =>
  invocation === null ? Number.POSITIVE_INFINITY : DEFAULT_LIMITS.hostCallBytes

/** Files of the workspace. Reading needs `entries.read`, writing `entries.write`, each for the path in question. */
export function entriesOperations(entries: EntryStore): CoreOperation[] {
  const reading = (path: string) => ({ permission: 'entries.read' as const, target: { path } })
  const writing = (path: string) => ({ permission: 'entries.write' as const, target: { path } })
  const pathOf = async (workspaceId: WorkspaceId, { id, path }: { id?: EntryId; path?: string }) =>
    id === undefined ? (path ?? '') : entries.pathOf(workspaceId, id)

  return [
    coreOperation({
      name: 'entries.create',
      type: 'action',
      title: 'Create an entry',
      description: 'Creates a file from text or base64.',
      input: createEntrySchema,
      output: entrySchema,
      role: 'member',
      demand: { kind: 'target', permission: 'entries.write', request: async (_workspace, { path }) => writing(path) },
      run: ({ workspaceId }, input) => entries.create(workspaceId, input),
    }),
    coreOperation({
      name: 'entries.get',
      type: 'query',
      title: 'Get an entry',
      description: 'Answers a file by id or path, with its content when asked for.',
      input: getEntrySchema,
      output: entryWithContentSchema,
      role: 'viewer',
      demand: {
        kind: 'target',
        permission: 'entries.read',
        request: async (workspaceId, input) => reading(await pathOf(workspaceId, input)),
      },
      run: ({ workspaceId, invocation }, input) => entries.get(workspaceId, input, roomFor(invocation)),
    }),
    coreOperation({
      name: 'entries.list',
      type: 'query',
      title: 'List entries',
      description: 'Lists files below a folder in order of path; a guest sees what its right covers.',
      input: listEntriesSchema,
      output: entryPageSchema,
      role: 'viewer',
      demand: { kind: 'narrow', permission: 'entries.read' },
      run: ({ workspaceId, reach }, input) => entries.list(workspaceId, input, reach),
    }),
    coreOperation({
      name: 'entries.search',
      type: 'query',
      title: 'Search entries',
      description: 'Finds files by any part of their path; a guest sees what its right covers.',
      input: searchEntriesSchema,
      output: entryPageSchema,
      role: 'viewer',
      demand: { kind: 'narrow', permission: 'entries.read' },
      run: ({ workspaceId, reach }, input) => entries.search(workspaceId, input, reach),
    }),
    coreOperation({
      name: 'entries.write_sidecar',
      type: 'action',
      title: 'Write a sidecar',
      description: 'Keeps a result beside a file under a name; replaces what was there.',
      input: writeSidecarSchema,
      output: sidecarSchema,
      role: 'member',
      demand: {
        kind: 'target',
        permission: 'entries.write',
        request: async (workspaceId, { entry }) => writing(await entries.pathOf(workspaceId, entry)),
      },
      run: ({ workspaceId }, input) => entries.writeSidecar(workspaceId, input),
    }),
    coreOperation({
      name: 'entries.read_sidecar',
      type: 'query',
      title: 'Read a sidecar',
      description: 'Answers what was kept beside a file under a name.',
      input: readSidecarSchema,
      output: sidecarWithContentSchema,
      role: 'viewer',
      demand: {
        kind: 'target',
        permission: 'entries.read',
        request: async (workspaceId, { entry }) => reading(await entries.pathOf(workspaceId, entry)),
      },
      run: ({ workspaceId, invocation }, input) => entries.readSidecar(workspaceId, input, roomFor(invocation)),
    }),
  ]
}
