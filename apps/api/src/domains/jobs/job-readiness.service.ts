import { Injectable } from '@nestjs/common'
import type { WorkspaceId } from '@grantry/contract'
import { LiveInstallsService } from '../grants/index.ts'
import { jobsErrors } from './jobs.errors.ts'
import { JobsService } from './jobs.service.ts'
import { lostRightOf } from './lost-right.ts'

/** Whether a job that stands still could go on: otherwise it would be set going only to pause again. */
@Injectable()
export class JobReadiness {
  constructor(
    private readonly jobs: JobsService,
    private readonly installs: LiveInstallsService,
  ) {}

  /** @throws DomainError why its install does not run, `permission_revoked`, `permission_expired` */
  async require(workspaceId: WorkspaceId, id: string): Promise<void> {
    const job = await this.jobs.require({ workspaceId }, id)
    if (job.state !== 'paused' && job.state !== 'failed') return
    const { rights, ended } = await this.installs.get(workspaceId, job.installId)
    const lost = lostRightOf(job.lostRight)
    if (lost === null || rights.has(lost.permission)) return
    throw jobsErrors.stillMissing(lost.permission, ended.get(lost.permission) ?? null)
  }
}
