import { Injectable } from '@nestjs/common'
import type { TrialEvidence, TrialRunState } from '@grantry/contract'
import { Database, type Tx } from '../../platform/database/index.ts'

@Injectable()
export class TrialRunsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  /** Makes those who begin a trial of one version take turns until their transactions end. */
  async lockVersion(tx: Tx, versionId: string): Promise<void> {
    await tx.$executeRaw`SELECT 1 FROM versions WHERE id = ${versionId}::uuid FOR NO KEY UPDATE`
  }

  countOf(tx: Tx, versionId: string, states: readonly TrialRunState[]): Promise<number> {
    return tx.trialRun.count({ where: { versionId, state: { in: [...states] } } })
  }

  async create(tx: Tx, trial: { versionId: string; requestedById: string | null; createdAt: Date }): Promise<string> {
    return (await tx.trialRun.create({ data: trial })).id
  }

  find(id: string) {
    return this.db.trialRun.findUnique({ where: { id } })
  }

  /** Newest first. */
  list(versionId: string, limit: number) {
    return this.db.trialRun.findMany({
      where: { versionId },
      include: { requestedBy: true },
      orderBy: { id: 'desc' },
      take: limit,
    })
  }

  async begin(id: string): Promise<void> {
    await this.db.trialRun.update({ where: { id }, data: { state: 'running' } })
  }

  async end(
    id: string,
    outcome: { state: 'finished' | 'failed'; finishedAt: Date; evidence?: TrialEvidence; remark?: string },
  ): Promise<void> {
    const { evidence, ...rest } = outcome
    await this.db.trialRun.update({
      where: { id },
      data: { ...rest, ...(evidence !== undefined && { evidence }) },
    })
  }
}

export type TrialRow = Awaited<ReturnType<TrialRunsRepository['list']>>[number]
