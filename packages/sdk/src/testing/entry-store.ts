import { createHash, randomUUID } from 'node:crypto'
import { posix } from 'node:path'
import { guessMimeType } from '@grantry/contract'
import type { Entry, Sidecar } from '../guest/entries.ts'

export interface StoredSidecar {
  sidecar: Sidecar
  bytes: Buffer
}
export interface StoredEntry {
  entry: Entry
  bytes: Buffer
  sidecars: Map<string, StoredSidecar>
}

export interface NewEntry {
  mimeType?: string
  metadata?: Record<string, unknown>
}

/** The files of a workspace, in memory: what a test prepares and looks at, without any permission. */
export class EntryStore {
  readonly #byPath = new Map<string, StoredEntry>()

  /** Puts a file at a path, in place of one that is there. Text is kept as UTF-8. */
  put(path: string, content: string | Uint8Array, { mimeType, metadata = {} }: NewEntry = {}): Entry {
    const bytes = Buffer.from(content)
    const now = new Date().toISOString()
    const entry: Entry = {
      id: randomUUID(),
      path,
      name: posix.basename(path),
      mimeType: mimeType ?? typeOf(path, content),
      sizeBytes: bytes.length,
      digest: digestOf(bytes),
      metadata,
      createdAt: now,
      updatedAt: now,
    }
    this.#byPath.set(path, { entry, bytes, sidecars: new Map() })
    return entry
  }

  putSidecar(of: StoredEntry, name: string, content: string | Uint8Array, mimeType?: string): Sidecar {
    const bytes = Buffer.from(content)
    const sidecar: Sidecar = {
      entryId: of.entry.id,
      name,
      mimeType: mimeType ?? typeOf(name, content),
      sizeBytes: bytes.length,
      digest: digestOf(bytes),
      updatedAt: new Date().toISOString(),
    }
    of.sidecars.set(name, { sidecar, bytes })
    return sidecar
  }

  /** Text of the file at a path; null when there is none. */
  text(path: string): string | null {
    return this.#byPath.get(path)?.bytes.toString('utf8') ?? null
  }

  /** Text of a sidecar of the file at a path; null when there is none. */
  sidecarText(path: string, name: string): string | null {
    return this.#byPath.get(path)?.sidecars.get(name)?.bytes.toString('utf8') ?? null
  }

  find({ id, path }: { id?: string; path?: string }): StoredEntry | null {
    if (path !== undefined) return this.#byPath.get(path) ?? null
    return this.all().find(({ entry }) => entry.id === id) ?? null
  }

  /** Whether an entry at a path would be in a file, or a file a folder that has something in it. */
  isFolderConflict(path: string): boolean {
    const taken = [...this.#byPath.keys()]
    return taken.some((other) => other.startsWith(`${path}/`) || path.startsWith(`${other}/`))
  }

  /** In order of path. */
  all(): StoredEntry[] {
    return [...this.#byPath.values()].sort((a, b) => (a.entry.path < b.entry.path ? -1 : 1))
  }
}

const digestOf = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`
const typeOf = (name: string, content: string | Uint8Array) =>
  guessMimeType(name, typeof content === 'string' ? 'text' : 'base64')
