import { Injectable, Logger } from '@nestjs/common'
import {
  extensionOperationName,
  type InstallLog,
  LOG_LEVELS,
  type LogFilterQuery,
  type LogQuery,
  type Page,
  parseWireName,
} from '@grantry/contract'
import { z } from 'zod'
import { decodeCursor, toPage } from '../../kernel/paging.ts'
import type { Tx } from '../../platform/database/index.ts'
import { InstallsService } from '../grants/index.ts'
import type { WorkspaceAccess } from '../workspaces/index.ts'
import { LogRetention } from './log-retention.ts'
import { type LogFilter, type LogLine, type LogRow, LogsRepository } from './logs.repository.ts'
import { WriteBehind } from './write-behind.ts'

const DELAY_MS = 250
const MAX_PENDING = 500
const cursorSchema = z.tuple([z.string().regex(/^\d{1,18}$/)])

/** The log of an install: what its guest wrote, and what the platform had to say about it. */
@Injectable()
export class LogsService {
  private readonly logger = new Logger('logs')
  private readonly lines: WriteBehind<LogLine>

  constructor(
    private readonly repository: LogsRepository,
    private readonly installs: InstallsService,
  ) {
    const retention = new LogRetention(this.repository)
    this.lines = new WriteBehind<LogLine>({
      delayMs: DELAY_MS,
      maxPending: MAX_PENDING,
      write: async (lines) => {
        await this.repository.insert(lines)
        await retention.after(lines)
      },
      onError: (error) => this.logger.error({ msg: 'log lines of installs were lost', err: error }),
    })
  }

  /** Written a moment later, with others. */
  add(line: LogLine): void {
    this.lines.add(line)
  }

  /** Newest first; what this node still holds is written before it is read. */
  async list(
    access: WorkspaceAccess,
    installId: string,
    { limit, cursor, ...query }: LogQuery,
  ): Promise<Page<InstallLog>> {
    const filter = await this.filterOf(access, installId, query)
    await this.flush()
    const before = decodeCursor(cursorSchema, cursor)?.[0]
    const rows = await this.repository.listBefore(filter, before === undefined ? null : BigInt(before), limit + 1)
    return toPage(rows, limit, toLogLine, ({ id }) => [String(id)])
  }

  /** @throws DomainError `not_found` for an install of another workspace */
  async filterOf(access: WorkspaceAccess, installId: string, query: LogFilterQuery): Promise<LogFilter> {
    await this.installs.getRow(access, installId)
    const { level, operation, q, call } = query
    return {
      workspaceId: access.workspaceId,
      installId,
      levels: LOG_LEVELS.slice(level === undefined ? 0 : LOG_LEVELS.indexOf(level)),
      operations: operation === undefined ? null : namesMeant(operation),
      text: q ?? null,
      invocationId: call ?? null,
    }
  }

  /**
   * Deletes the log of an install, or all logs of a workspace. Answers how many lines there were. Whoever calls it has
   * flushed before the transaction: a flush takes a connection of its own, which all who wait for it would hold.
   */
  forget(tx: Tx, workspaceId: string, installId?: string): Promise<number> {
    return this.repository.deleteAll(tx, workspaceId, installId)
  }

  flush(): Promise<void> {
    return this.lines.flush()
  }
}

/** Full names that stand in logs for one that may be an alias. Jobs stand there under their short name. */
function namesMeant(name: string): string[] {
  const parsed = parseWireName(name)
  if (parsed?.kind !== 'alias') return [name]
  const { extension, name: own } = parsed
  return [name, extensionOperationName('query', extension, own), extensionOperationName('action', extension, own)]
}

export const toLogLine = (row: LogRow): InstallLog => ({
  id: String(row.id),
  at: row.at.toISOString(),
  level: row.level,
  source: row.source,
  code: row.code,
  message: row.message,
  invocationId: row.invocationId,
  chain: row.chain,
})
