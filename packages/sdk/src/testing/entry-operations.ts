import { isUtf8 } from 'node:buffer'
import {
  createEntrySchema,
  getEntrySchema,
  listEntriesSchema,
  readSidecarSchema,
  searchEntriesSchema,
  writeSidecarSchema,
} from '@grantry/contract'
import { z } from 'zod'
import { ENTRY_METHODS, type Entry } from '../guest/entries.ts'
import type { EntryStore, StoredEntry } from './entry-store.ts'
import type { TestGrants } from './grants.ts'
import { Refusal } from './refusal.ts'

export type FakeOperation = (payload: unknown) => unknown

/** The platform's operations on entries over a store in memory, with the permissions that the platform asks for. */
export function entryOperations(store: EntryStore, grants: TestGrants): Record<string, FakeOperation> {
  /** Without any grant nothing is looked up: what there is, is not for the extension to find out. */
  const getGranted = (permission: 'entries.read' | 'entries.write', id: string): StoredEntry => {
    grants.requireAny(permission)
    const stored = getEntry(store, { id })
    grants.require(permission, { path: stored.entry.path })
    return stored
  }
  const visible = (accept: (entry: Entry) => boolean): Entry[] => {
    grants.requireAny('entries.read')
    const entries = store.all().map(({ entry }) => entry)
    return entries.filter((entry) => grants.covers('entries.read', { path: entry.path }) && accept(entry))
  }
  return {
    [ENTRY_METHODS.create]: operation(createEntrySchema, ({ path, mimeType, metadata, ...given }) => {
      grants.require('entries.write', { path })
      requireFree(store, path)
      return store.put(path, bytesOf(given), { mimeType, metadata })
    }),
    [ENTRY_METHODS.get]: operation(getEntrySchema, ({ content: form, id, path = '' }) => {
      if (id === undefined) grants.require('entries.read', { path })
      const stored = id === undefined ? getEntry(store, { path }) : getGranted('entries.read', id)
      return { entry: stored.entry, ...contentAs(form, stored.bytes) }
    }),
    [ENTRY_METHODS.list]: operation(listEntriesSchema, ({ path, ...query }) => {
      const below = path === '/' ? '/' : `${path}/`
      return pageOf(
        visible((entry) => entry.path.startsWith(below)),
        query,
      )
    }),
    [ENTRY_METHODS.search]: operation(searchEntriesSchema, ({ q, ...query }) =>
      pageOf(
        visible((entry) => entry.path.toLowerCase().includes(q.toLowerCase())),
        query,
      ),
    ),
    [ENTRY_METHODS.writeSidecar]: operation(writeSidecarSchema, ({ entry, name, mimeType, ...given }) => {
      return store.putSidecar(getGranted('entries.write', entry), name, bytesOf(given), mimeType)
    }),
    [ENTRY_METHODS.readSidecar]: operation(readSidecarSchema, ({ entry, name, content: form }) => {
      const found = getGranted('entries.read', entry).sidecars.get(name)
      if (found === undefined) throw new Refusal('sidecar_not_found', `The entry has no sidecar "${name}"`)
      return { sidecar: found.sidecar, ...contentAs(form, found.bytes) }
    }),
  }
}

/** Checks a payload before it is looked at, as the platform does. */
export const operation =
  <T>(schema: z.ZodType<T>, run: (input: T) => unknown): FakeOperation =>
  (payload) => {
    const parsed = schema.safeParse(payload)
    if (parsed.success) return run(parsed.data)
    throw new Refusal('invalid_input', `The input is not right: ${z.prettifyError(parsed.error)}`)
  }

function requireFree(store: EntryStore, path: string): void {
  if (store.isFolderConflict(path))
    throw new Refusal('entry_path_taken', `${path} cannot be both a folder and an entry. Choose another path`)
  if (store.find({ path })) throw new Refusal('entry_exists', `There is an entry at ${path} already`)
}

function getEntry(store: EntryStore, name: { id?: string; path?: string }): StoredEntry {
  const stored = store.find(name)
  if (stored === null) throw new Refusal('entry_not_found', 'There is no such entry in this workspace')
  return stored
}

const bytesOf = ({ text, base64 }: { text?: string; base64?: string }): string | Uint8Array =>
  base64 === undefined ? (text ?? '') : Buffer.from(base64, 'base64')

function contentAs(form: 'none' | 'text' | 'base64', bytes: Buffer): { text?: string; base64?: string } {
  if (form === 'none') return {}
  if (form === 'base64') return { base64: bytes.toString('base64') }
  if (!isUtf8(bytes)) throw new Refusal('entry_not_text', 'The content is not UTF-8 text. Ask for base64 instead')
  return { text: bytes.toString('utf8') }
}

/** The cursor is the path of the last entry of a page. */
function pageOf(entries: readonly Entry[], { limit, cursor }: { limit: number; cursor?: string }) {
  const rest = cursor === undefined ? entries : entries.filter(({ path }) => path > cursor)
  const items = rest.slice(0, limit)
  return { items, nextCursor: rest.length > limit ? (items.at(-1)?.path ?? null) : null }
}
