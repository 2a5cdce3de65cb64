import { Injectable } from '@nestjs/common'
import type { GrantInput, Manifest, PermissionId } from '@grantry/contract'
import { Clock } from '../../kernel/clock.ts'
import type { Tx } from '../../platform/database/index.ts'
import { manifestOf } from '../catalog/index.ts'
import type { WorkspaceAccess } from '../workspaces/index.ts'
import { checkGrant, checkGrants, type CheckedGrant, isComplete, isEnded } from './consent.ts'
import { GrantsRepository, type InstallRow } from './grants.repository.ts'
import { InstallChanges, presentGrants } from './install-changes.service.ts'

/** What people grant an install, and take back from it. It holds from the next host call on. */
@Injectable()
export class GrantsService {
  constructor(
    private readonly repository: GrantsRepository,
    private readonly changes: InstallChanges,
    private readonly clock: Clock,
  ) {}

  /** Replaces all grants. What is left out is revoked, also when it was required: a person may always take back. */
  async set(access: WorkspaceAccess, id: string, inputs: readonly GrantInput[]): Promise<void> {
    await this.replace(access, id, 'grants.set', (manifest, _present, now) => checkGrants(manifest, inputs, now))
  }

  /** One permission, as wide and for as long as it says; the other grants stay as they are. */
  async give(access: WorkspaceAccess, id: string, input: GrantInput): Promise<void> {
    await this.replace(access, id, 'grant.given', (manifest, present, now) => [
      ...without(present, input.permission),
      checkGrant(manifest, input, { now, at: '$' }),
    ])
  }

  /** Takes one permission back; the other grants stay as they are. What was not granted is no error. */
  async revoke(access: WorkspaceAccess, id: string, permission: PermissionId): Promise<void> {
    await this.replace(access, id, 'grant.revoked', (_manifest, present) => without(present, permission))
  }

  private async replace(
    access: WorkspaceAccess,
    id: string,
    action: string,
    wanted: (manifest: Manifest, present: readonly CheckedGrant[], now: Date) => CheckedGrant[],
  ): Promise<void> {
    await this.changes.change(access, id, async (tx, row) => {
      const manifest = manifestOf(row.version)
      const now = this.clock.now()
      const grants = wanted(manifest, presentGrants(row), now)
      await this.changes.replaceGrants(tx, access, row, grants, now)
      const live = grants.filter((grant) => !isEnded(grant, now))
      await this.activate(tx, row, isComplete(manifest, live))
      await this.changes.record(tx, access, { action, installId: id, version: row.version, grants: live })
    })
  }

  private async activate(tx: Tx, { workspaceId, id, state }: InstallRow, complete: boolean): Promise<void> {
    if (state === 'awaiting_consent' && complete) await this.repository.setState(tx, workspaceId, id, 'active')
  }
}

const without = (grants: readonly CheckedGrant[], permission: PermissionId): CheckedGrant[] =>
  grants.filter((grant) => grant.permission !== permission)
