import { Injectable } from '@nestjs/common'
import { Database, Prisma, type Tx, uniqueViolation } from '../../platform/database/index.ts'
import { entriesErrors } from './entries.errors.ts'
import type { Reach } from './reach.ts'

export interface NewContent {
  mimeType: string
  sizeBytes: number
  digest: string
}

/** Entries and sidecars together. */
export interface UsedStorage {
  files: number
  bytes: number
}

/** Every query names the workspace: an id alone opens nothing. */
@Injectable()
export class EntriesRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  async create(
    tx: Tx,
    entry: NewContent & {
      workspaceId: string
      path: string
      name: string
      metadata: Record<string, unknown>
      createdAt: Date
    },
  ) {
    try {
      const metadata = entry.metadata as Prisma.InputJsonObject
      return await tx.entry.create({ data: { ...entry, metadata, updatedAt: entry.createdAt } })
    } catch (error) {
      throw uniqueViolation(error) === null ? error : entriesErrors.exists(entry.path)
    }
  }

  /** Whether an entry stands where the new path needs a folder, or the new path is a folder already. */
  async folderConflict(workspaceId: string, path: string, db: Tx = this.db): Promise<boolean> {
    const parents = path
      .split('/')
      .slice(1, -1)
      .map((_, index, segments) => `/${segments.slice(0, index + 1).join('/')}`)
    const conflict = await db.entry.findFirst({
      where: { workspaceId, OR: [{ path: { in: parents } }, { path: { startsWith: escapeLike(`${path}/`) } }] },
      select: { id: true },
    })
    return conflict !== null
  }

  findById(workspaceId: string, id: string) {
    return this.db.entry.findFirst({ where: { id, workspaceId } })
  }

  findByPath(workspaceId: string, path: string, db: Tx = this.db) {
    return db.entry.findUnique({ where: { workspaceId_path: { workspaceId, path } } })
  }

  /** In order of path, within reach; `below` is a folder and `like` any part of the path. */
  list(filter: {
    workspaceId: string
    below: string
    like: string | null
    reach: Reach
    after: string | null
    limit: number
  }): Promise<EntryRow[]> {
    const { workspaceId, below, like, reach, after, limit } = filter
    const conditions = [Prisma.sql`workspace_id = ${workspaceId}::uuid`, inReach(reach)]
    if (below !== '/') conditions.push(startsWith(`${below}/`))
    if (like !== null) conditions.push(Prisma.sql`path ILIKE ${`%${escapeLike(like)}%`}`)
    if (after !== null) conditions.push(Prisma.sql`path COLLATE "C" > ${after}`)
    return this.db.$queryRaw<EntryRow[]>`
      SELECT id, workspace_id AS "workspaceId", path, name, mime_type AS "mimeType", size_bytes AS "sizeBytes", digest, metadata,
        created_at AS "createdAt", updated_at AS "updatedAt"
      FROM entries WHERE ${Prisma.join(conditions, ' AND ')}
      ORDER BY path COLLATE "C" LIMIT ${limit}`
  }

  /** What the entries and sidecars of a workspace take; writers take turns until their transactions end. */
  async lockStorage(tx: Tx, workspaceId: string): Promise<UsedStorage> {
    await tx.$executeRaw`SELECT 1 FROM workspaces WHERE id = ${workspaceId}::uuid FOR NO KEY UPDATE`
    return this.usedStorage(workspaceId, tx)
  }

  /** The same as of now: by the time of a write there may be more. */
  async usedStorage(workspaceId: string, db: Tx = this.db): Promise<UsedStorage> {
    const [used] = await db.$queryRaw<[{ files: bigint; bytes: bigint }]>`
      SELECT count(*) AS files, coalesce(sum(size_bytes), 0)::bigint AS bytes FROM (
        SELECT size_bytes FROM entries WHERE workspace_id = ${workspaceId}::uuid
        UNION ALL SELECT size_bytes FROM sidecars WHERE workspace_id = ${workspaceId}::uuid) AS files`
    return { files: Number(used.files), bytes: Number(used.bytes) }
  }

  /** With their sidecars. Answers how many entries there were. */
  async deleteAll(tx: Tx, workspaceId: string): Promise<number> {
    return (await tx.entry.deleteMany({ where: { workspaceId } })).count
  }

  /** Which of some contents any workspace has. */
  async findNamed(digests: readonly string[]): Promise<Set<string>> {
    const named = await this.db.$queryRaw<{ digest: string }[]>`
      SELECT digest FROM entries WHERE digest = ANY(${digests}::text[])
      UNION SELECT digest FROM sidecars WHERE digest = ANY(${digests}::text[])`
    return new Set(named.map(({ digest }) => digest))
  }

  upsertSidecar(tx: Tx, sidecar: NewContent & { workspaceId: string; entryId: string; name: string; updatedAt: Date }) {
    const { entryId, name, ...content } = sidecar
    return tx.sidecar.upsert({ where: { entryId_name: { entryId, name } }, create: sidecar, update: content })
  }

  findSidecar(workspaceId: string, entryId: string, name: string, db: Tx = this.db) {
    return db.sidecar.findFirst({ where: { workspaceId, entryId, name } })
  }
}

export type EntryRow = NonNullable<Awaited<ReturnType<EntriesRepository['findById']>>>

/** Also for the conditions of Prisma, which pass on what LIKE takes for a wildcard. */
const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&')
const startsWith = (prefix: string): Prisma.Sql => Prisma.sql`path LIKE ${`${escapeLike(prefix)}%`}`

function inReach(reach: Reach): Prisma.Sql {
  if (reach === 'everything') return Prisma.sql`TRUE`
  const { allowed, denied } = reach
  if (allowed.length === 0) return Prisma.sql`FALSE`
  const any = (patterns: readonly string[]) => Prisma.join(patterns.map(matchesPattern), ' OR ')
  return denied.length === 0 ? Prisma.sql`(${any(allowed)})` : Prisma.sql`((${any(allowed)}) AND NOT (${any(denied)}))`
}

/** The same meaning as the gate gives a path pattern: `*` one segment, `**` one or more, both only at the end. */
function matchesPattern(pattern: string): Prisma.Sql {
  if (pattern.endsWith('/**')) return startsWith(pattern.slice(0, -2))
  if (!pattern.endsWith('/*')) return Prisma.sql`path = ${pattern}`
  const folder = pattern.slice(0, -1)
  return Prisma.sql`(${startsWith(folder)} AND path NOT LIKE ${`${escapeLike(folder)}%/%`})`
}
