import { Injectable } from '@nestjs/common'
import type { LogLevel } from '@grantry/contract'
import { Database, type Prisma, type Tx } from '../../platform/database/index.ts'

/** What every node hears when lines were written: the id of their install. */
export const LOG_CHANNEL = 'grantry_install_logs'

export interface LogLine {
  workspaceId: string
  installId: string
  at: Date
  level: LogLevel
  source: 'guest' | 'host'
  code: string | null
  message: string
  invocationId: string | null
  chain: string[]
}

/** Lines of one install that are wanted. */
export interface LogFilter {
  workspaceId: string
  installId: string
  levels: readonly LogLevel[]
  /** Wire names, one of which the line must be of: of what logged it, or of what that was called by. */
  operations: readonly string[] | null
  /** A part of the message or the code, in any case. */
  text: string | null
  invocationId: string | null
}

/** The logs of installs. Every query names the workspace. */
@Injectable()
export class LogsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  /**
   * Writes lines and tells every node. Whoever writes for an install waits for whoever does so at the same time: ids get
   * visible in their order, so that a reader who has seen one has seen all before it.
   */
  async insert(lines: LogLine[]): Promise<void> {
    const installs = [...new Set(lines.map(({ installId }) => installId))]
    await this.database.transaction(async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(key) FROM (
        SELECT DISTINCT hashtextextended('grantry:log:' || install, 0) AS key FROM unnest(${installs}::text[]) AS install
        ORDER BY key) AS keys`
      await tx.installLog.createMany({ data: lines })
      await tx.$executeRaw`SELECT pg_notify(${LOG_CHANNEL}, install) FROM unnest(${installs}::text[]) AS install`
    })
  }

  /** Deletes all but the newest lines of an install. */
  async prune(workspaceId: string, installId: string, keep: number): Promise<void> {
    await this.db.$executeRaw`
      DELETE FROM install_logs WHERE workspace_id = ${workspaceId}::uuid AND install_id = ${installId}::uuid AND id <= (
        SELECT id FROM install_logs WHERE workspace_id = ${workspaceId}::uuid AND install_id = ${installId}::uuid
        ORDER BY id DESC OFFSET ${keep} LIMIT 1)`
  }

  /** Deletes the log of an install, or all logs of a workspace. Answers how many lines there were. */
  async deleteAll(tx: Tx, workspaceId: string, installId?: string): Promise<number> {
    return (await tx.installLog.deleteMany({ where: { workspaceId, installId } })).count
  }

  /** Newest first, before a line or from the newest on. */
  listBefore(filter: LogFilter, before: bigint | null, limit: number) {
    return this.db.installLog.findMany({
      where: { ...matching(filter), ...(before !== null && { id: { lt: before } }) },
      orderBy: { id: 'desc' },
      take: limit,
    })
  }

  /** Oldest first, after one line and up to another. */
  listAfter(filter: LogFilter, after: bigint, upTo: bigint, limit: number) {
    return this.db.installLog.findMany({
      where: { ...matching(filter), id: { gt: after, lte: upTo } },
      orderBy: { id: 'asc' },
      take: limit,
    })
  }

  /** The id of the newest line of an install; 0 when it has none. */
  async newest(workspaceId: string, installId: string): Promise<bigint> {
    const where = { workspaceId, installId }
    return (await this.db.installLog.findFirst({ where, orderBy: { id: 'desc' }, select: { id: true } }))?.id ?? 0n
  }
}

export type LogRow = Awaited<ReturnType<LogsRepository['listBefore']>>[number]

const matching = (filter: LogFilter): Prisma.InstallLogWhereInput => ({
  workspaceId: filter.workspaceId,
  installId: filter.installId,
  level: { in: [...filter.levels] },
  ...(filter.operations !== null && { chain: { hasSome: [...filter.operations] } }),
  ...(filter.invocationId !== null && { invocationId: filter.invocationId }),
  ...(filter.text !== null && { OR: [{ message: containing(filter.text) }, { code: containing(filter.text) }] }),
})

/** As it stands: what LIKE takes for a wildcard is none here. */
const containing = (text: string) => ({ contains: text.replaceAll(/[\\%_]/g, '\\$&'), mode: 'insensitive' as const })
