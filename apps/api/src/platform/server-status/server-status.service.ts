import { statfs } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { Injectable } from '@nestjs/common'
import type { ServerNode, ServerStatus } from '@grantry/contract'
import { AppConfig } from '../../config/app-config.ts'
import { GuestRuntime } from '../guests/index.ts'
import { Metrics, VERSION } from '../http/index.ts'
import { MailTransport } from '../mail/index.ts'
import { nodeName, Queue } from '../queue/index.ts'
import { concernsOf } from './concerns.ts'
import { countsOf, driftOf, jobsOf } from './metric-figures.ts'
import { type NodeRow, ServerStatusRepository } from './server-status.repository.ts'

const MIB = 1024 ** 2

/** Gathers how this server fares from where each figure is kept anyway. */
@Injectable()
export class ServerStatusService {
  private readonly startedAt = new Date(Date.now() - process.uptime() * 1000).toISOString()

  constructor(
    private readonly config: AppConfig,
    private readonly repository: ServerStatusRepository,
    private readonly metrics: Metrics,
    private readonly queue: Queue,
    private readonly guests: GuestRuntime,
    private readonly mail: MailTransport,
  ) {}

  async get(): Promise<ServerStatus> {
    const [shared, disk, sinceStart, drift] = await Promise.all([
      this.shared(),
      this.disk(),
      countsOf(this.metrics),
      driftOf(this.metrics),
    ])
    return {
      version: VERSION,
      node: process.version,
      startedAt: this.startedAt,
      concerns: concernsOf({ ...shared, disk, drift }),
      ...shared,
      disk,
      sinceStart,
      sandboxes: this.sandboxes(),
      memory: { usedBytes: process.memoryUsage.rss(), totalBytes: totalmem() },
      limits: this.limits(),
    }
  }

  /** What all servers on this database have in common. */
  private async shared() {
    const [database, nodes, mails, jobs, queue] = await Promise.all([
      this.repository.facts(),
      this.repository.nodes(),
      this.repository.mails(),
      jobsOf(this.metrics),
      this.queue.depths(),
    ])
    const kind = this.config.databaseUrl === null ? ('embedded' as const) : ('external' as const)
    return {
      database: { kind, ...database },
      nodes: nodes.map(toNode),
      mails: { transport: this.mail.kind, ...mails },
      jobs,
      queue,
    }
  }

  private async disk(): Promise<ServerStatus['disk']> {
    const { bsize, blocks, bavail } = await statfs(this.config.dataDir)
    return { totalBytes: blocks * bsize, freeBytes: bavail * bsize }
  }

  private sandboxes(): ServerStatus['sandboxes'] {
    const { sandboxes, activeJobRuns, sandboxesLost } = this.guests.runtime.stats()
    return { open: sandboxes, jobs: activeJobRuns, lost: sandboxesLost }
  }

  private limits(): ServerStatus['limits'] {
    const { limits, jobSlots, workspaceQuotaMiB } = this.config
    return { ...limits, jobSlots, workspaceQuotaBytes: workspaceQuotaMiB * MIB }
  }
}

const toNode = ({ startedAt, heartbeatAt, ...row }: NodeRow): ServerNode => ({
  ...row,
  self: row.name === nodeName(),
  startedAt: startedAt.toISOString(),
  heartbeatAt: heartbeatAt.toISOString(),
})
