import { Injectable } from '@nestjs/common'
import { Database } from '../../platform/database/index.ts'

const inFull = { version: { select: { version: true } }, grants: { orderBy: { id: 'asc' } } } as const

/** Reads what a workspace holds, whichever domain owns it. Every query names the workspace. */
@Injectable()
export class HoldingsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  async countFiles(workspaceId: string) {
    const [entries, sidecars] = await Promise.all([
      this.db.entry.aggregate({ where: { workspaceId }, _count: true, _sum: { sizeBytes: true } }),
      this.db.sidecar.aggregate({ where: { workspaceId }, _count: true, _sum: { sizeBytes: true } }),
    ])
    return {
      entries: { count: entries._count, bytes: entries._sum.sizeBytes ?? 0 },
      sidecars: { count: sidecars._count, bytes: sidecars._sum.sizeBytes ?? 0 },
    }
  }

  /** Of every install the workspace has ever had, oldest first. */
  countByInstall(workspaceId: string) {
    return this.db.$queryRaw<
      {
        id: string
        extensionId: string
        state: 'awaiting_consent' | 'active' | 'suspended' | 'removed'
        logLines: number
        logBytes: bigint
        calls: bigint
        jobs: number
      }[]
    >`
      SELECT i.id, i.extension_id AS "extensionId", i.state, coalesce(l.lines, 0)::int AS "logLines",
        coalesce(l.bytes, 0)::bigint AS "logBytes", coalesce(u.calls, 0)::bigint AS calls, coalesce(j.jobs, 0)::int AS jobs
      FROM installs i
      LEFT JOIN (SELECT install_id, count(*) AS lines, sum(octet_length(message)) AS bytes FROM install_logs
        WHERE workspace_id = ${workspaceId}::uuid GROUP BY 1) l ON l.install_id = i.id
      LEFT JOIN (SELECT install_id, sum(calls) AS calls FROM usage_days
        WHERE workspace_id = ${workspaceId}::uuid GROUP BY 1) u ON u.install_id = i.id
      LEFT JOIN (SELECT install_id, count(*) AS jobs FROM jobs
        WHERE workspace_id = ${workspaceId}::uuid GROUP BY 1) j ON j.install_id = i.id
      WHERE i.workspace_id = ${workspaceId}::uuid ORDER BY i.id`
  }

  getWorkspace(workspaceId: string) {
    return this.db.workspace.findFirstOrThrow({ where: { id: workspaceId } })
  }

  listMembers(workspaceId: string) {
    return this.db.workspaceMember.findMany({
      where: { workspaceId },
      include: { user: { select: { email: true, name: true } } },
      orderBy: { userId: 'asc' },
    })
  }

  listInstalls(workspaceId: string, installId: string | undefined) {
    return this.db.install.findMany({ where: { workspaceId, id: installId }, include: inFull, orderBy: { id: 'asc' } })
  }

  listSchedules(workspaceId: string, installId: string | undefined) {
    return this.db.schedule.findMany({ where: { workspaceId, installId }, orderBy: { id: 'asc' } })
  }

  listEntries(workspaceId: string, after: string | null, limit: number) {
    return this.db.entry.findMany({
      where: { workspaceId, ...(after !== null && { id: { gt: after } }) },
      include: { sidecars: { orderBy: { name: 'asc' } } },
      orderBy: { id: 'asc' },
      take: limit,
    })
  }

  listLogLines(workspaceId: string, installId: string, after: bigint, limit: number) {
    return this.db.installLog.findMany({
      where: { workspaceId, installId, id: { gt: after } },
      orderBy: { id: 'asc' },
      take: limit,
    })
  }
}
