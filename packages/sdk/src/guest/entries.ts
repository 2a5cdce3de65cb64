import type { PlatformCall } from './context.ts'

/** A file of the workspace. */
export interface Entry {
  id: string
  /** Absolute, for example `/notes/today.md`. */
  path: string
  name: string
  mimeType: string
  sizeBytes: number
  /** `sha256:` and 64 hex digits, of the content. */
  digest: string
  metadata: Record<string, unknown>
  /** ISO 8601, UTC. */
  createdAt: string
  updatedAt: string
}

/** A file kept beside an entry, under a name of the extension's choice. */
export interface Sidecar {
  entryId: string
  name: string
  mimeType: string
  sizeBytes: number
  digest: string
  updatedAt: string
}

export interface EntryPage {
  items: Entry[]
  /** Goes into `cursor` for the next page; null on the last one. */
  nextCursor: string | null
}

/** Content is given as text or, for bytes, in base64. */
export type Content = { text: string; base64?: never } | { base64: string; text?: never }
/** An entry is named by its id or by its path. */
export type EntryName = { id: string; path?: never } | { path: string; id?: never }

export type CreateEntry = { path: string; mimeType?: string; metadata?: Record<string, unknown> } & Partial<Content>
export type WriteSidecar = { entry: string; name: string; mimeType?: string } & Content

/** Answer of a read: `text` or `base64` is there when it was asked for. */
export interface EntryContent {
  entry: Entry
  text?: string
  base64?: string
}
export interface SidecarContent {
  sidecar: Sidecar
  text?: string
  base64?: string
}

/**
 * The files of the workspace. Reading needs the permission `entries.read`, creating and writing `entries.write`; both
 * hold for the paths that were granted. Every function rejects with a `PlatformError`.
 */
export interface Entries {
  /** Creates a file; a path that is taken is refused with `entry_exists`. Without content it is empty. */
  create(input: CreateEntry): Promise<Entry>
  /** Reads an entry, with its content when `content` asks for it. */
  get(input: EntryName & { content: 'text' }): Promise<EntryContent & { text: string }>
  get(input: EntryName & { content: 'base64' }): Promise<EntryContent & { base64: string }>
  get(input: EntryName & { content?: 'none' }): Promise<EntryContent>
  /** Everything below a folder, `/` by default, in order of path; what was not granted is left out. */
  list(input?: { path?: string; limit?: number; cursor?: string }): Promise<EntryPage>
  /** Entries with `q` in any part of their path, whatever its case; what was not granted is left out. */
  search(input: { q: string; limit?: number; cursor?: string }): Promise<EntryPage>
  /** Writes a sidecar of the entry with this id, over the one of the same name. */
  writeSidecar(input: WriteSidecar): Promise<Sidecar>
  /** Reads a sidecar, as text unless `content` says otherwise. */
  readSidecar(input: { entry: string; name: string; content?: 'text' }): Promise<SidecarContent & { text: string }>
  readSidecar(input: { entry: string; name: string; content: 'base64' }): Promise<SidecarContent & { base64: string }>
}

/** Wire names of the platform's operations on entries. */
export const ENTRY_METHODS = {
  create: 'action:entries.create.input.v1',
  get: 'query:entries.get.v1',
  list: 'query:entries.list.v1',
  search: 'query:entries.search.v1',
  writeSidecar: 'action:entries.write_sidecar.input.v1',
  readSidecar: 'query:entries.read_sidecar.v1',
} as const satisfies Record<keyof Entries, string>

export const createEntries = (call: PlatformCall): Entries => ({
  create: (input) => call(ENTRY_METHODS.create, input),
  // The answer holds what `content` asked for, which the overloads say and an implementation cannot.
  get: (input: object) => call<never>(ENTRY_METHODS.get, input),
  list: (input = {}) => call(ENTRY_METHODS.list, input),
  search: (input) => call(ENTRY_METHODS.search, input),
  writeSidecar: (input) => call(ENTRY_METHODS.writeSidecar, input),
  readSidecar: (input: object) => call<never>(ENTRY_METHODS.readSidecar, input),
})
