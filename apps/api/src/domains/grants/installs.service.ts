import { Injectable } from '@nestjs/common'
import {
  type createInstallSchema,
  type Install,
  type InstallSummary,
  type Manifest,
  type OwnInstallQuery,
  type Page,
  type PageQuery,
  type PermissionId,
  type updateInstallSchema,
} from '@grantry/contract'
import { z } from 'zod'
import { Clock } from '../../kernel/clock.ts'
import { decodeCursor, toPage } from '../../kernel/paging.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { CatalogService, manifestOf, pricingOf, type VersionRow } from '../catalog/index.ts'
import { Entitlements } from '../purchases/index.ts'
import type { WorkspaceAccess } from '../workspaces/index.ts'
import { type CheckedGrant, checkGrants, isComplete, keepGrants, missingConsent, newConsent } from './consent.ts'
import { grantsErrors } from './grants.errors.ts'
import { GrantsRepository, type InstallRow } from './grants.repository.ts'
import { InstallChanges, presentGrants } from './install-changes.service.ts'
import { InstallRemoval } from './install-removal.ts'
import { requireInstallTransition } from './install-states.ts'
import { toInstall, toInstallSummary } from './views.ts'

/** Installs that are looked at together. */
const MOST_LISTED = 1_000
const cursorSchema = z.tuple([z.uuid()])

/** Installs, and the consent each of them stands on. */
@Injectable()
export class InstallsService {
  constructor(
    private readonly repository: GrantsRepository,
    private readonly catalog: CatalogService,
    private readonly entitlements: Entitlements,
    private readonly changes: InstallChanges,
    private readonly database: Database,
    private readonly removal: InstallRemoval,
    private readonly clock: Clock,
  ) {}

  /** Active at once when every required permission is granted; otherwise it waits for that consent and does not run. */
  async create(access: WorkspaceAccess, input: z.infer<typeof createInstallSchema>): Promise<Install> {
    const version = await this.catalog.getInstallable(input.extension, input.version)
    await this.requirePaid(access, version)
    const now = this.clock.now()
    const grants = checkGrants(manifestOf(version), input.grants, now)
    const state = isComplete(manifestOf(version), grants) ? 'active' : 'awaiting_consent'
    const id = await this.database.transaction(async (tx) => {
      await this.catalog.requireInstallable(tx, version)
      const install = await this.repository.create(tx, {
        workspaceId: access.workspaceId,
        extensionId: version.extensionId,
        versionId: version.id,
        state,
        installedById: access.userId,
      })
      await this.repository.grant(tx, access.workspaceId, install.id, grants, { userId: access.userId, at: now })
      await this.changes.record(tx, access, { action: 'install.created', installId: install.id, version, grants })
      return install.id
    })
    return this.get(access, id)
  }

  private requirePaid({ workspaceId }: WorkspaceAccess, { extensionId, extension }: VersionRow): Promise<void> {
    return this.entitlements.requirePaid({ workspaceId, extension: extensionId, pricing: pricingOf(extension) })
  }

  async list(access: WorkspaceAccess, query: PageQuery): Promise<Page<InstallSummary>> {
    const after = decodeCursor(cursorSchema, query.cursor)?.[0] ?? null
    const rows = await this.repository.list(access.workspaceId, after, query.limit + 1)
    return toPage(rows, query.limit, toInstallSummary, ({ id }) => [id])
  }

  /** In every workspace that somebody belongs to, newest first. */
  async listOwn(userId: string, { extension, cursor, limit }: OwnInstallQuery): Promise<Page<InstallSummary>> {
    const before = decodeCursor(cursorSchema, cursor)?.[0] ?? null
    const rows = await this.repository.listOfMember(userId, extension, before, limit + 1)
    return toPage(rows, limit, toInstallSummary, ({ id }) => [id])
  }

  /** Every install of a workspace that is not removed. */
  listRows({ workspaceId }: WorkspaceAccess): Promise<InstallRow[]> {
    return this.repository.list(workspaceId, null, MOST_LISTED)
  }

  async get(access: WorkspaceAccess, id: string): Promise<Install> {
    return toInstall(await this.getRow(access, id), this.clock.now())
  }

  /**
   * To another approved version. Without `grants` the present ones are kept as far as the new version still asks for
   * them; when it requires more than the old one did, nothing changes and the old version keeps running.
   */
  async update(access: WorkspaceAccess, id: string, input: z.infer<typeof updateInstallSchema>): Promise<Install> {
    const extension = (await this.getRow(access, id)).extensionId
    const version = await this.catalog.getInstallable(extension, input.version)
    await this.requirePaid(access, version)
    const manifest = manifestOf(version)
    const now = this.clock.now()
    await this.changes.change(access, id, async (tx, row) => {
      await this.catalog.requireInstallable(tx, version)
      if (row.versionId === version.id) throw grantsErrors.sameVersion(version.version)
      const { grants, missing } =
        input.grants === undefined
          ? carryOver(row, manifest)
          : consentTo(manifest, checkGrants(manifest, input.grants, now))
      if (missing.length > 0) throw grantsErrors.consentNeeded(missing)
      await this.repository.setVersion(tx, access.workspaceId, id, version.id)
      await this.changes.replaceGrants(tx, access, row, grants, now)
      if (row.state === 'awaiting_consent') await this.repository.setState(tx, access.workspaceId, id, 'active')
      await this.changes.record(tx, access, { action: 'install.updated', installId: id, version, grants })
    })
    return this.get(access, id)
  }

  /** Ends the install and all its grants, and has its data deleted. Log and audit stay. */
  async remove(access: WorkspaceAccess, id: string): Promise<void> {
    await this.changes.change(access, id, (tx, row) => this.removeIn(tx, access, row))
  }

  /** The same with every install of a workspace, in a transaction that holds the workspace. Answers how many. */
  async removeAll(tx: Tx, access: WorkspaceAccess): Promise<number> {
    await this.repository.lockAll(tx, access.workspaceId)
    const rows = await this.repository.list(access.workspaceId, null, MOST_LISTED, tx)
    for (const row of rows) await this.removeIn(tx, access, row)
    return rows.length
  }

  private async removeIn(tx: Tx, access: WorkspaceAccess, row: InstallRow): Promise<void> {
    const now = this.clock.now()
    requireInstallTransition(row.state, 'removed')
    await this.changes.revokeAll(tx, access, row, now)
    await this.repository.setState(tx, access.workspaceId, row.id, 'removed', now)
    await this.removal.announce(tx, { workspaceId: access.workspaceId, installId: row.id })
    await this.changes.record(tx, access, {
      action: 'install.removed',
      installId: row.id,
      version: row.version,
      grants: [],
    })
  }

  /** @throws DomainError `not_found` when the workspace has no such install; a removed one is still found */
  async getRow(access: WorkspaceAccess, id: string): Promise<InstallRow> {
    const row = await this.repository.find(access.workspaceId, id)
    if (row === null) throw grantsErrors.installNotFound()
    return row
  }
}

/** Grants, and the required permissions that they leave open. */
interface Consent {
  grants: CheckedGrant[]
  missing: PermissionId[]
}

const consentTo = (manifest: Manifest, grants: CheckedGrant[]): Consent => ({
  grants,
  missing: missingConsent(
    manifest,
    grants.map(({ permission }) => permission),
  ),
})

/** The present grants for another version, without asking anybody. */
function carryOver(row: InstallRow, after: Manifest): Consent {
  const grants = keepGrants(after, presentGrants(row))
  return { grants, missing: newConsent(manifestOf(row.version), after, grants) }
}
