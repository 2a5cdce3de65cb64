import { Injectable } from '@nestjs/common'
import {
  extensionIdSchema,
  installIdSchema,
  type InstallLoad,
  type InstallUsageHistory,
  type UsageBucket,
  type UsageSpan,
  type WorkspaceUsage,
} from '@grantry/contract'
import { Clock } from '../../kernel/clock.ts'
import { manifestOf } from '../catalog/index.ts'
import { InstallsService } from '../grants/index.ts'
import type { WorkspaceAccess } from '../workspaces/index.ts'
import { CALLS_PER_MINUTE } from './call-rate.ts'
import { toLimits } from './guest-source.ts'
import { RecordsService } from './records.service.ts'
import { type HistoryRow, type HistorySpan, UsageHistoryRepository } from './usage-history.repository.ts'

/** How a span is cut into parts, so that a small chart can show them. */
const SPANS: Record<UsageSpan, { parts: number; stepSeconds: number }> = {
  hour: { parts: 60, stepSeconds: 60 },
  day: { parts: 48, stepSeconds: 1_800 },
  week: { parts: 84, stepSeconds: 7_200 },
}

type LiveRow = Awaited<ReturnType<InstallsService['getRow']>>

/** How near installs came to their limits, over the last hour, day or week. */
@Injectable()
export class UsageHistoryService {
  constructor(
    private readonly repository: UsageHistoryRepository,
    private readonly records: RecordsService,
    private readonly installs: InstallsService,
    private readonly clock: Clock,
  ) {}

  async ofInstall(access: WorkspaceAccess, installId: string, span: UsageSpan): Promise<InstallUsageHistory> {
    const install = await this.installs.getRow(access, installId)
    await this.records.flush()
    const time = this.timeOf(span)
    const rows = await this.repository.history(access.workspaceId, installId, time)
    return {
      span,
      from: time.from.toISOString(),
      stepSeconds: time.stepSeconds,
      limits: limitsOf(install),
      buckets: bucketsOf(rows, time, SPANS[span].parts),
    }
  }

  /** Of every install that is not removed. */
  async ofWorkspace(access: WorkspaceAccess, span: UsageSpan): Promise<WorkspaceUsage> {
    const installs = await this.installs.listRows(access)
    await this.records.flush()
    const time = this.timeOf(span)
    const rows = Map.groupBy(
      await this.repository.history(access.workspaceId, null, time),
      ({ installId }) => installId,
    )
    const { parts, stepSeconds } = SPANS[span]
    return {
      span,
      from: time.from.toISOString(),
      stepSeconds,
      items: installs.map((install) => loadOf(install, rows.get(install.id) ?? [], parts)),
    }
  }

  /** Parts begin at whole steps, the last of them is under way. */
  private timeOf(span: UsageSpan): HistorySpan {
    const { parts, stepSeconds } = SPANS[span]
    const stepMs = stepSeconds * 1_000
    const current = Math.floor(this.clock.now().getTime() / stepMs) * stepMs
    return { from: new Date(current - (parts - 1) * stepMs), stepSeconds }
  }
}

function limitsOf(install: LiveRow): InstallUsageHistory['limits'] {
  const { fuel, memoryPages } = toLimits(manifestOf(install.version))
  return { fuelPerCall: Number(fuel), memoryPages, callsPerMinute: CALLS_PER_MINUTE }
}

function bucketsOf(rows: readonly HistoryRow[], { from, stepSeconds }: HistorySpan, parts: number): UsageBucket[] {
  const byPart = new Map(rows.map((row) => [row.part, row]))
  return Array.from({ length: parts }, (_, part) => {
    const row = byPart.get(part)
    return {
      at: new Date(from.getTime() + part * stepSeconds * 1_000).toISOString(),
      calls: row?.calls ?? 0,
      failed: row?.failed ?? 0,
      busiestMinute: row?.busiestMinute ?? 0,
      fuel: String(row?.fuel ?? 0),
      mostFuel: Number(row?.mostFuel ?? 0),
      peakPages: row?.peakPages ?? 0,
      queueMs: row === undefined || row.calls === 0 ? 0 : Math.round(row.queueMs / row.calls),
      mostQueueMs: Math.round(row?.mostQueueMs ?? 0),
      runs: row?.runs ?? 0,
    }
  })
}

function loadOf(install: LiveRow, rows: readonly HistoryRow[], parts: number): InstallLoad {
  const total = (pick: (row: HistoryRow) => number) => rows.reduce((sum, row) => sum + pick(row), 0)
  const most = (pick: (row: HistoryRow) => number) => Math.max(0, ...rows.map(pick))
  const series = Array.from({ length: parts }, () => 0)
  for (const { part, calls } of rows) if (part < parts) series[part] = calls
  return {
    installId: installIdSchema.parse(install.id),
    extension: extensionIdSchema.parse(install.extensionId),
    calls: total(({ calls }) => calls),
    failed: total(({ failed }) => failed),
    runs: total(({ runs }) => runs),
    mostFuel: most(({ mostFuel }) => Number(mostFuel)),
    peakPages: most(({ peakPages }) => peakPages),
    busiestMinute: most(({ busiestMinute }) => busiestMinute),
    limits: limitsOf(install),
    series,
  }
}
