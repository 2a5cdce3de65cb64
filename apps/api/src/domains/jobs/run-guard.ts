import { type JobDeclaration, type PermissionId, qualifiedName } from '@grantry/contract'
import { authorize } from '@grantry/runtime'
import { DomainError } from '../../kernel/domain-error.ts'
import type { LiveInstall, LiveInstallsService } from '../grants/index.ts'
import { includesRole, type WorkspacesService } from '../workspaces/index.ts'
import type { RunEnd } from './job-states.ts'
import { stillMissing, takenBack } from './jobs.errors.ts'
import type { LostRight } from './lost-right.ts'
import type { ClaimedJob, RunReason } from './runs.repository.ts'

/** Why a run may not begin or go on, and what becomes of its job. */
export interface Halt {
  end: Extract<RunEnd, 'halted' | 'removed' | 'failed'>
  reason: RunReason
  /** For want of which it may not. */
  lostRight?: LostRight
}

const halted = (code: string, message: string): Halt => ({ end: 'halted', reason: { code, message } })

/**
 * Holds what a run does against what its install may do now. A run that loses a right which it began with is halted: it
 * must not go on without it, nor end as if nothing had been missing. Nor may the run after it: what the job was halted
 * for want of stays its business until it is granted again as it was.
 */
export class RunGuard {
  private begun: LiveInstall | null = null

  constructor(
    private readonly job: ClaimedJob,
    private readonly installs: LiveInstallsService,
    private readonly workspaces: WorkspacesService,
  ) {}

  /** What the run is to be begun with, or why it may not begin. */
  async begin(): Promise<{ install: LiveInstall; declaration: JobDeclaration } | Halt> {
    const install = await this.look()
    if ('end' in install) return install
    const declaration = install.manifest.jobs.find(({ name }) => name === this.job.name)
    if (declaration === undefined) return notDeclared(install, this.job)
    const stillLost = this.stillLost(install)
    if (stillLost !== null) return stillLost
    this.begun = install
    return { install, declaration }
  }

  /** Why the run may not go on, or null. `denied`: the permission for want of which something was just refused. */
  async check(denied: PermissionId | null = null): Promise<Halt | null> {
    const now = await this.look()
    if ('end' in now) return now
    if (this.begun === null) return null
    if (mayRun(this.begun, this.job) && !mayRun(now, this.job)) return halt(this.begun, now, 'jobs.run')
    if (denied === null) return null
    if (isChanged(denied, this.begun, now)) return halt(this.begun, now, denied)
    return this.lostInPart(denied, now)
  }

  private stillLost({ rights, ended }: LiveInstall): Halt | null {
    const { lostRight } = this.job
    if (lostRight === null || rights.has(lostRight.permission)) return null
    const { code, message } = stillMissing(lostRight.permission, ended.get(lostRight.permission) ?? null)
    return { ...halted(code, message), lostRight }
  }

  /** A run before was halted for want of the same, and less of it has been granted again than there was. */
  private lostInPart(permission: PermissionId, now: LiveInstall): Halt | null {
    const { lostRight } = this.job
    if (lostRight?.permission !== permission || lostRight.right === rightOf(now, permission)) return null
    return { ...halt(now, now, permission), lostRight }
  }

  private async look(): Promise<LiveInstall | Halt> {
    const { workspaceId, installId, userId } = this.job
    try {
      const install = await this.installs.get(workspaceId, installId)
      const role = await this.workspaces.findRole(workspaceId, userId)
      if (role === null) return halted('person_left', 'The person it runs for is no longer a member of the workspace.')
      if (!includesRole(role, 'member'))
        return halted('role_too_low', 'The person it runs for may no longer run jobs in the workspace.')
      return install
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      const { code, message } = error
      const isGone = code === 'install_removed' || code === 'not_found'
      return { end: isGone ? 'removed' : 'halted', reason: { code, message } }
    }
  }
}

const mayRun = ({ rights }: LiveInstall, { extension, name }: ClaimedJob): boolean =>
  authorize(rights, { permission: 'jobs.run', target: { job: qualifiedName(extension, name) } }).allowed

const isChanged = (permission: PermissionId, before: LiveInstall, after: LiveInstall): boolean =>
  before.rights.has(permission) && rightOf(before, permission) !== rightOf(after, permission)

/** In JSON text, to be compared. */
const rightOf = ({ rights }: LiveInstall, permission: PermissionId): string =>
  JSON.stringify(rights.get(permission) ?? null)

/** What the run had when it `begun` it has not `now`: taken back, or its time is over. */
function halt(begun: LiveInstall, now: LiveInstall, permission: PermissionId): Halt {
  const { code, message } = takenBack(permission, now.ended.get(permission) ?? null)
  return { ...halted(code, message), lostRight: { permission, right: rightOf(begun, permission) } }
}

const notDeclared = ({ version }: LiveInstall, { extension, name }: ClaimedJob): Halt => ({
  end: 'failed',
  reason: { code: 'unknown_job', message: `Version ${version} of ${extension} has no job ${name} any more.` },
})
