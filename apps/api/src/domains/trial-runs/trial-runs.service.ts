import { Injectable } from '@nestjs/common'
import { type TrialRun, trialEvidenceSchema } from '@grantry/contract'
import { Clock } from '../../kernel/clock.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { Queue } from '../../platform/queue/index.ts'
import { ReviewService } from '../review/index.ts'
import { trialRunsErrors } from './trial-runs.errors.ts'
import { type TrialRow, TrialRunsRepository } from './trial-runs.repository.ts'

const SHOWN = 10
const UNDER_WAY = ['queued', 'running'] as const

/** Begins trials: when a version is submitted, and when an admin asks. */
@Injectable()
export class TrialRunsService {
  constructor(
    private readonly repository: TrialRunsRepository,
    private readonly reviews: ReviewService,
    private readonly database: Database,
    private readonly queue: Queue,
    private readonly clock: Clock,
  ) {}

  async list(versionId: string): Promise<TrialRun[]> {
    await this.reviews.getVersion(versionId)
    return (await this.repository.list(versionId, SHOWN)).map(toTrialRun)
  }

  /** An admin asks for a trial, whatever the state of the version. @throws DomainError `trial_run_under_way` */
  async request(versionId: string, adminId: string): Promise<TrialRun[]> {
    await this.reviews.getVersion(versionId)
    await this.database.transaction(async (tx) => {
      await this.repository.lockVersion(tx, versionId)
      if ((await this.repository.countOf(tx, versionId, UNDER_WAY)) > 0) throw trialRunsErrors.underWay()
      await this.begin(tx, versionId, adminId)
    })
    return this.list(versionId)
  }

  /** News of a submission. Heard more than once, it begins one trial; a version that is decided by then needs none. */
  async submitted(versionId: string): Promise<void> {
    if ((await this.reviews.getVersion(versionId)).state !== 'submitted') return
    await this.database.transaction(async (tx) => {
      await this.repository.lockVersion(tx, versionId)
      const begun = await this.repository.countOf(tx, versionId, [...UNDER_WAY, 'finished', 'failed'])
      if (begun === 0) await this.begin(tx, versionId, null)
    })
  }

  private async begin(tx: Tx, versionId: string, requestedById: string | null): Promise<void> {
    const trialId = await this.repository.create(tx, { versionId, requestedById, createdAt: this.clock.now() })
    await this.queue.publish(tx, 'trial_run.queued', { trialId })
  }
}

const toTrialRun = (row: TrialRow): TrialRun => ({
  id: row.id,
  state: row.state,
  requestedBy: row.requestedBy?.name ?? null,
  createdAt: row.createdAt.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
  remark: row.remark,
  evidence: row.evidence === null ? null : trialEvidenceSchema.parse(row.evidence),
})
