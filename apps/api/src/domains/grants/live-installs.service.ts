import { Injectable } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import { Entitlements } from '../purchases/index.ts'
import { grantsErrors } from './grants.errors.ts'
import { GrantsRepository, type InstallRow } from './grants.repository.ts'
import { type LiveInstall, toLiveInstall } from './live-install.ts'

/**
 * What may run, and with which rights, as of now. Read from the database each time: a revoke, a removal, a takedown or a
 * refund counts for the next host call on every node, with nothing to invalidate.
 */
@Injectable()
export class LiveInstallsService {
  constructor(
    private readonly repository: GrantsRepository,
    private readonly entitlements: Entitlements,
    private readonly clock: Clock,
  ) {}

  /**
   * The install of an extension that a call is meant for. Whether it is paid for is asked of `PaidUse`, which knows for whom.
   * @throws DomainError saying why it does not run
   */
  async getByExtension(workspaceId: string, extension: string): Promise<LiveInstall> {
    const row = await this.repository.findLive(workspaceId, extension)
    if (row === null) throw grantsErrors.notInstalled(extension)
    return toLiveInstall(requireRunning(row), this.clock.now())
  }

  /** The same install again, in the middle of a call. @throws DomainError when it may not run any more */
  async get(workspaceId: string, installId: string): Promise<LiveInstall> {
    const row = await this.repository.find(workspaceId, installId)
    if (row === null) throw grantsErrors.installNotFound()
    const install = toLiveInstall(requireRunning(row), this.clock.now())
    await this.entitlements.requirePaid(install)
    return install
  }

  /** Every install of the workspace that may run. */
  async list(workspaceId: string): Promise<LiveInstall[]> {
    const rows = await this.repository.list(workspaceId, null, 1_000)
    const now = this.clock.now()
    return rows.filter(isRunning).map((row) => toLiveInstall(row, now))
  }
}

const isRunning = (row: InstallRow): boolean => row.state === 'active' && row.version.state !== 'taken_down'

function requireRunning(row: InstallRow): InstallRow {
  if (row.version.state === 'taken_down') throw grantsErrors.takenDown()
  if (row.state === 'removed') throw grantsErrors.removed()
  if (row.state === 'awaiting_consent') throw grantsErrors.awaitingConsent()
  if (row.state === 'suspended') throw grantsErrors.suspended(row.suspendedReason)
  if (row.state !== 'active') throw grantsErrors.notActive(row.state)
  return row
}
