import { createHash, randomUUID } from 'node:crypto'
import { isUtf8 } from 'node:buffer'
import { posix } from 'node:path'
import {
  type EntryId,
  entryIdSchema,
  entryPathSchema,
  type EntryView,
  guessMimeType,
  type Page,
  scopeRules,
  type SidecarView,
} from '@grantry/contract'
import { z } from 'zod'
import { decodeCursor, toPage } from '../../kernel/paging.ts'
import { entriesErrors, type Reach } from '../entries/index.ts'
import type { EntryStore } from '../operations/index.ts'

interface Content {
  text?: string
  base64?: string
}
interface ScratchFile {
  view: EntryView
  bytes: Buffer
}

/** What a guest may leave here, in bytes. */
const MAX_BYTES = 16 * 1024 * 1024
/** What a file or sidecar counts for beside what is in it, so that empty ones are not free. */
const ENTRY_BYTES = 1_024
const cursorSchema = z.tuple([entryPathSchema])

/** The files of a workspace that is only in memory: the same answers as from a real one, and nothing is kept. */
export class ScratchEntries implements EntryStore {
  private readonly files = new Map<EntryId, ScratchFile>()
  private readonly paths = new Map<string, ScratchFile>()
  /** Every folder that has something in it. */
  private readonly folders = new Set<string>()
  private readonly sidecars = new Map<string, { view: SidecarView; bytes: Buffer }>()
  private usedBytes = 0

  /** Puts a sample there before the trial begins. */
  add(path: string, text: string): EntryId {
    return this.keep({ path, metadata: {} }, Buffer.from(text), 'text/plain').id
  }

  async create(_workspace: string, input: Parameters<EntryStore['create']>[1]): Promise<EntryView> {
    if (this.byPath(input.path) !== null) throw entriesErrors.exists(input.path)
    if (this.folders.has(input.path) || foldersOf(input.path).some((folder) => this.paths.has(folder)))
      throw entriesErrors.folderInTheWay(input.path)
    return this.keep(input, bytesOf(input), mimeTypeOf(posix.basename(input.path), input))
  }

  async get(_workspace: string, input: Parameters<EntryStore['get']>[1]): Promise<{ entry: EntryView } & Content> {
    const file = input.id === undefined ? this.byPath(input.path ?? '') : this.files.get(input.id)
    if (file == null) throw entriesErrors.notFound()
    return { entry: file.view, ...load(file.bytes, input.content) }
  }

  async list(_: string, input: Parameters<EntryStore['list']>[1], reach: Reach): Promise<Page<EntryView>> {
    const folder = input.path === '/' ? '/' : `${input.path}/`
    return this.page(({ path }) => path.startsWith(folder), input, reach)
  }

  async search(_: string, input: Parameters<EntryStore['search']>[1], reach: Reach): Promise<Page<EntryView>> {
    const words = input.q.toLowerCase()
    return this.page(({ path }) => path.toLowerCase().includes(words), input, reach)
  }

  async writeSidecar(_: string, input: Parameters<EntryStore['writeSidecar']>[1]): Promise<SidecarView> {
    if (!this.files.has(input.entry)) throw entriesErrors.notFound()
    const bytes = bytesOf(input)
    this.take(ENTRY_BYTES + bytes.length)
    const view = {
      entryId: input.entry,
      name: input.name,
      mimeType: mimeTypeOf(input.name, input),
      sizeBytes: bytes.length,
      digest: digestOf(bytes),
      updatedAt: new Date().toISOString(),
    }
    this.sidecars.set(`${input.entry} ${input.name}`, { view, bytes })
    return view
  }

  async readSidecar(
    _: string,
    input: Parameters<EntryStore['readSidecar']>[1],
  ): Promise<{ sidecar: SidecarView } & Content> {
    const sidecar = this.sidecars.get(`${input.entry} ${input.name}`)
    if (sidecar === undefined) throw entriesErrors.sidecarNotFound(input.name)
    return { sidecar: sidecar.view, ...load(sidecar.bytes, input.content) }
  }

  async pathOf(_workspace: string, id: EntryId): Promise<string> {
    const file = this.files.get(id)
    if (file === undefined) throw entriesErrors.notFound()
    return file.view.path
  }

  private byPath(path: string): ScratchFile | null {
    return this.paths.get(path) ?? null
  }

  private page(
    matches: (entry: EntryView) => boolean,
    { limit, cursor }: { limit: number; cursor?: string },
    reach: Reach,
  ): Page<EntryView> {
    const after = decodeCursor(cursorSchema, cursor)?.[0] ?? ''
    const seen = [...this.files.values()]
      .map(({ view }) => view)
      .filter((view) => view.path > after && matches(view) && isInReach(view.path, reach))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    return toPage(
      seen.slice(0, limit + 1),
      limit,
      (view) => view,
      ({ path }) => [path],
    )
  }

  private keep(entry: Pick<EntryView, 'path'> & { metadata: unknown }, bytes: Buffer, mimeType: string): EntryView {
    this.take(ENTRY_BYTES + bytes.length + Buffer.byteLength(JSON.stringify(entry.metadata ?? null)))
    const now = new Date().toISOString()
    const view: EntryView = {
      id: entryIdSchema.parse(randomUUID()),
      path: entry.path,
      name: posix.basename(entry.path),
      mimeType,
      sizeBytes: bytes.length,
      digest: digestOf(bytes),
      metadata: entry.metadata as EntryView['metadata'],
      createdAt: now,
      updatedAt: now,
    }
    const file = { view, bytes }
    this.files.set(view.id, file)
    this.paths.set(view.path, file)
    for (const folder of foldersOf(view.path)) this.folders.add(folder)
    return view
  }

  private take(sizeBytes: number): void {
    if (this.usedBytes + sizeBytes > MAX_BYTES) throw entriesErrors.storageFull(MAX_BYTES / 1024 / 1024)
    this.usedBytes += sizeBytes
  }
}

/** Every folder that a path is in, but the root. */
const foldersOf = (path: string): string[] => {
  const folder = posix.dirname(path)
  return folder === '/' || folder === '.' ? [] : [...foldersOf(folder), folder]
}

const bytesOf = ({ text, base64 }: { text?: string | undefined; base64?: string | undefined }): Buffer =>
  base64 === undefined ? Buffer.from(text ?? '', 'utf8') : Buffer.from(base64, 'base64')

type TypedContent = Parameters<typeof bytesOf>[0] & { mimeType?: string | undefined }
const mimeTypeOf = (name: string, { mimeType, base64 }: TypedContent): string =>
  mimeType ?? guessMimeType(name, base64 === undefined ? 'text' : 'base64')

const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

function load(bytes: Buffer, content: 'none' | 'text' | 'base64'): Content {
  if (content === 'none') return {}
  if (content === 'base64') return { base64: bytes.toString('base64') }
  if (!isUtf8(bytes)) throw entriesErrors.notText()
  return { text: bytes.toString('utf8') }
}

function isInReach(path: string, reach: Reach): boolean {
  if (reach === 'everything') return true
  const covered = (paths: readonly string[]) => scopeRules('entries.read').covers({ paths: [...paths] }, { path })
  return covered(reach.allowed) && !covered(reach.denied)
}
