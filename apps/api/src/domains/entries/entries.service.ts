import { Injectable } from '@nestjs/common'
import {
  type createEntrySchema,
  digestSchema,
  type EntryId,
  entryIdSchema,
  entryPathSchema,
  type EntryView,
  type getEntrySchema,
  guessMimeType,
  type listEntriesSchema,
  MAX_WORKSPACE_FILES,
  type Page,
  type readSidecarSchema,
  type searchEntriesSchema,
  type SidecarView,
  type writeSidecarSchema,
} from '@grantry/contract'
import { isUtf8 } from 'node:buffer'
import { posix } from 'node:path'
import { z } from 'zod'
import { AppConfig } from '../../config/app-config.ts'
import { Clock } from '../../kernel/clock.ts'
import { decodeCursor, toPage } from '../../kernel/paging.ts'
import { BlobStore } from '../../platform/blobs/index.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { entriesErrors } from './entries.errors.ts'
import { EntriesRepository, type EntryRow, type NewContent, type UsedStorage } from './entries.repository.ts'
import type { Reach } from './reach.ts'

const cursorSchema = z.tuple([entryPathSchema])

interface Content {
  text?: string
  base64?: string
}

/** The files of a workspace. Who may touch what is decided before these are called. */
@Injectable()
export class EntriesService {
  constructor(
    private readonly repository: EntriesRepository,
    private readonly database: Database,
    private readonly blobs: BlobStore,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  async create(workspaceId: string, input: z.infer<typeof createEntrySchema>): Promise<EntryView> {
    const { path, metadata } = input
    const bytes = bytesOf(input)
    this.requireFitting(await this.repository.usedStorage(workspaceId), bytes)
    await this.requireFree(workspaceId, path)
    const content = await this.store(bytes, typeOf(path, input))
    const row = await this.database.transaction(async (tx) => {
      this.requireFitting(await this.repository.lockStorage(tx, workspaceId), bytes)
      await this.requireFree(workspaceId, path, tx)
      return this.repository.create(tx, {
        ...content,
        workspaceId,
        path,
        name: posix.basename(path),
        metadata,
        createdAt: this.clock.now(),
      })
    })
    return toEntry(row)
  }

  /** @throws DomainError `entry_not_found`; `reply_too_large` when the content alone has more than `maxBytes` */
  async get(
    workspaceId: string,
    input: z.infer<typeof getEntrySchema>,
    maxBytes: number,
  ): Promise<{ entry: EntryView } & Content> {
    const row = await this.find(workspaceId, input)
    if (row === null) throw entriesErrors.notFound()
    return { entry: toEntry(row), ...(await this.load(row, input.content, maxBytes)) }
  }

  list(workspaceId: string, input: z.infer<typeof listEntriesSchema>, reach: Reach): Promise<Page<EntryView>> {
    return this.page({ workspaceId, below: input.path, like: null, reach }, input)
  }

  search(workspaceId: string, input: z.infer<typeof searchEntriesSchema>, reach: Reach): Promise<Page<EntryView>> {
    return this.page({ workspaceId, below: '/', like: input.q, reach }, input)
  }

  /** Writes or replaces; what reads at the same time sees the old or the new sidecar whole. */
  async writeSidecar(workspaceId: string, input: z.infer<typeof writeSidecarSchema>): Promise<SidecarView> {
    if ((await this.repository.findById(workspaceId, input.entry)) === null) throw entriesErrors.notFound()
    const bytes = bytesOf(input)
    const isThere = async (tx?: Tx) =>
      (await this.repository.findSidecar(workspaceId, input.entry, input.name, tx)) !== null
    this.requireFitting(await this.repository.usedStorage(workspaceId), bytes, await isThere())
    const content = await this.store(bytes, typeOf(input.name, input))
    const row = await this.database.transaction(async (tx) => {
      this.requireFitting(await this.repository.lockStorage(tx, workspaceId), bytes, await isThere(tx))
      return this.repository.upsertSidecar(tx, {
        ...content,
        workspaceId,
        entryId: input.entry,
        name: input.name,
        updatedAt: this.clock.now(),
      })
    })
    return toSidecar(row)
  }

  /** @throws DomainError `sidecar_not_found`; `reply_too_large`, as {@link get} */
  async readSidecar(
    workspaceId: string,
    input: z.infer<typeof readSidecarSchema>,
    maxBytes: number,
  ): Promise<{ sidecar: SidecarView } & Content> {
    const row = await this.repository.findSidecar(workspaceId, input.entry, input.name)
    if (row === null) throw entriesErrors.sidecarNotFound(input.name)
    return { sidecar: toSidecar(row), ...(await this.load(row, input.content, maxBytes)) }
  }

  /** The path of an entry, for the gate to decide about. */
  async pathOf(workspaceId: string, id: EntryId): Promise<string> {
    const row = await this.repository.findById(workspaceId, id)
    if (row === null) throw entriesErrors.notFound()
    return row.path
  }

  /**
   * Holds a workspace to its quota, and to a number of files. This and {@link requireFree} are asked before the content is kept, so that what is
   * refused leaves nothing behind, and again under the lock of the workspace's storage, which decides: that lock also
   * keeps a folder and a file of one name from being made at once.
   */
  private requireFitting(used: UsedStorage, added: Uint8Array, isInPlaceOfAnother = false): void {
    const { workspaceQuotaMiB } = this.config
    if (used.bytes + added.length > workspaceQuotaMiB * 1024 * 1024) throw entriesErrors.storageFull(workspaceQuotaMiB)
    if (used.files >= MAX_WORKSPACE_FILES && !isInPlaceOfAnother) throw entriesErrors.tooManyFiles()
  }

  private async requireFree(workspaceId: string, path: string, db?: Tx): Promise<void> {
    if (await this.repository.folderConflict(workspaceId, path, db)) throw entriesErrors.folderInTheWay(path)
    if ((await this.repository.findByPath(workspaceId, path, db)) !== null) throw entriesErrors.exists(path)
  }

  private find(workspaceId: string, { id, path }: { id?: EntryId; path?: string }): Promise<EntryRow | null> {
    return id === undefined
      ? this.repository.findByPath(workspaceId, path ?? '')
      : this.repository.findById(workspaceId, id)
  }

  private async page(
    filter: { workspaceId: string; below: string; like: string | null; reach: Reach },
    query: { limit: number; cursor?: string },
  ): Promise<Page<EntryView>> {
    const after = decodeCursor(cursorSchema, query.cursor)?.[0] ?? null
    const rows = await this.repository.list({ ...filter, after, limit: query.limit + 1 })
    return toPage(rows, query.limit, toEntry, ({ path }) => [path])
  }

  private async store(bytes: Buffer, mimeType: string): Promise<NewContent> {
    return { mimeType, sizeBytes: bytes.length, digest: await this.blobs.put(bytes) }
  }

  private async load(
    { digest, sizeBytes }: Pick<NewContent, 'digest' | 'sizeBytes'>,
    content: 'none' | 'text' | 'base64',
    maxBytes: number,
  ): Promise<Content> {
    if (content === 'none') return {}
    if ((content === 'base64' ? 4 * Math.ceil(sizeBytes / 3) : sizeBytes) > maxBytes)
      throw entriesErrors.replyTooLarge()
    const bytes = await this.blobs.get(digestSchema.parse(digest))
    if (content === 'base64') return { base64: bytes.toString('base64') }
    if (!isUtf8(bytes)) throw entriesErrors.notText()
    return { text: bytes.toString('utf8') }
  }
}

const bytesOf = ({ text, base64 }: Content): Buffer =>
  base64 === undefined ? Buffer.from(text ?? '', 'utf8') : Buffer.from(base64, 'base64')

const typeOf = (name: string, { mimeType, base64 }: Content & { mimeType?: string }): string =>
  mimeType ?? guessMimeType(name, base64 === undefined ? 'text' : 'base64')

const toEntry = (row: EntryRow): EntryView => ({
  id: entryIdSchema.parse(row.id),
  path: row.path,
  name: row.name,
  mimeType: row.mimeType,
  sizeBytes: row.sizeBytes,
  digest: row.digest,
  metadata: row.metadata as EntryView['metadata'],
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
})

const toSidecar = (row: {
  entryId: string
  name: string
  mimeType: string
  sizeBytes: number
  digest: string
  updatedAt: Date
}): SidecarView => ({
  entryId: entryIdSchema.parse(row.entryId),
  name: row.name,
  mimeType: row.mimeType,
  sizeBytes: row.sizeBytes,
  digest: row.digest,
  updatedAt: row.updatedAt.toISOString(),
})
