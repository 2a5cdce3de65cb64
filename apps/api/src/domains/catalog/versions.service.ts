import { Injectable } from '@nestjs/common'
import type { PublishAs, VersionState, VersionSummary } from '@grantry/contract'
import semver from 'semver'
import { Clock } from '../../kernel/clock.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { Queue } from '../../platform/queue/index.ts'
import { AuditService } from '../audit/index.ts'
import { catalogErrors } from './catalog.errors.ts'
import { CatalogRepository, type NewVersion, type VersionRow } from './catalog.repository.ts'
import { confusableWith } from './name-guard.ts'
import { requireTransition } from './version-states.ts'
import { manifestOf, riskOf, toVersionSummary } from './views.ts'

type CreatedVersion = Awaited<ReturnType<CatalogRepository['createVersion']>>

/** Without an end, one publisher could fill the desk of those who review, and the disk. */
const MOST_WAITING = 100

/** A version of a publisher, and who of it acts. */
export interface VersionReference {
  publisherId: string
  extension: string
  version: string
  actorId: string
}

/** The life of a version: made once, then moved from state to state. */
@Injectable()
export class VersionsService {
  constructor(
    private readonly repository: CatalogRepository,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    private readonly queue: Queue,
  ) {}

  /** Refuses early what `add` would refuse, before anything costly is done with the upload. */
  async requireFree(publisherId: string, id: string, version: string): Promise<void> {
    requireName(publisherId, id, await this.repository.listIds())
    await this.requireRoom(publisherId)
    if ((await this.repository.findVersion(id, version)) !== null) throw catalogErrors.versionExists(id, version)
  }

  /**
   * Adds a version, to the queue or as a draft. The row lock on the extension makes two publishes of one extension take
   * turns.
   */
  async add(tx: Tx, publisherId: string, version: NewVersion, state: PublishAs): Promise<CreatedVersion> {
    await this.repository.lockNames(tx)
    requireName(publisherId, version.extensionId, await this.repository.listIds(tx))
    await this.requireRoom(publisherId, tx)
    await this.repository.claimExtension(tx, version.extensionId, publisherId)
    await this.repository.lockExtension(tx, version.extensionId)
    await this.requireNewer(tx, version)
    const created = await this.repository.createVersion(tx, version, state)
    if (state === 'submitted') await this.queue.publish(tx, 'version.submitted', { versionId: created.id })
    return created
  }

  /** Puts a draft into the queue, behind what waits already. @throws DomainError */
  async submitDraft(reference: VersionReference): Promise<void> {
    const row = await this.getOwn(reference)
    await this.database.transaction(async (tx) => {
      await this.move(tx, row, 'submitted')
      await this.requireNewer(tx, row)
      await this.repository.markSubmitted(tx, row.id, this.clock.now())
      await this.queue.publish(tx, 'version.submitted', { versionId: row.id })
      await this.record(tx, reference, row, 'version.submitted')
    })
  }

  /** Deletes a draft; its number is free again. @throws DomainError `version_state` for anything else */
  async discardDraft(reference: VersionReference): Promise<void> {
    const row = await this.getOwn(reference)
    await this.database.transaction(async (tx) => {
      if (!(await this.repository.deleteDraft(tx, row.id))) throw catalogErrors.notDraft(row.state)
      await this.record(tx, reference, row, 'version.discarded')
    })
  }

  /** Moves a version and, with it, what the store shows as the newest. @throws DomainError `version_state` */
  async move(
    tx: Tx,
    version: { id: string; extensionId: string; state: VersionState },
    to: VersionState,
  ): Promise<void> {
    requireTransition(version.state, to)
    await this.repository.lockExtension(tx, version.extensionId)
    const now = this.clock.now()
    const moved = await this.repository.moveVersion(
      tx,
      version.id,
      version.state,
      to,
      to === 'approved' ? now : undefined,
    )
    if (!moved) throw catalogErrors.wrongState('no longer ' + version.state, to)
    await this.refreshLatest(tx, version.extensionId, now)
  }

  /** @throws DomainError `not_found` when the publisher has no such version */
  async yank(reference: VersionReference): Promise<VersionSummary> {
    const row = await this.getOwn(reference)
    await this.database.transaction(async (tx) => {
      await this.move(tx, row, 'yanked')
      await this.record(tx, reference, row, 'version.yanked')
    })
    return toVersionSummary({ ...row, state: 'yanked' })
  }

  private async requireRoom(publisherId: string, tx?: Tx): Promise<void> {
    if ((await this.repository.countWaiting(publisherId, tx)) >= MOST_WAITING)
      throw catalogErrors.tooManyVersions(MOST_WAITING)
  }

  private async getOwn({ publisherId, extension, version }: VersionReference): Promise<VersionRow> {
    const row = await this.repository.findVersion(extension, version)
    if (row === null || row.extension.publisherId !== publisherId) throw catalogErrors.versionNotFound()
    return row
  }

  /** What was let through once is never followed by something older. */
  private async requireNewer(
    tx: Tx,
    { extensionId, version }: { extensionId: string; version: string },
  ): Promise<void> {
    const approved = await this.repository.versionsOf(tx, extensionId, ['approved', 'yanked', 'taken_down'])
    const newest = approved.map((row) => row.version).toSorted(semver.rcompare)[0]
    if (newest === version) throw catalogErrors.versionExists(extensionId, version)
    if (newest !== undefined && !semver.gt(version, newest))
      throw catalogErrors.versionNotNewer(extensionId, version, newest)
  }

  private record(tx: Tx, { actorId }: VersionReference, row: VersionRow, action: string): Promise<void> {
    const { id, extensionId: extension, version, digest } = row
    return this.audit.append(tx, { actorId, action, subject: `version:${id}`, data: { extension, version, digest } })
  }

  private async refreshLatest(tx: Tx, extensionId: string, now: Date): Promise<void> {
    const approved = await this.repository.versionsOf(tx, extensionId, ['approved'])
    const sorted = approved.toSorted((a, b) => semver.rcompare(a.version, b.version))
    const latest = sorted.find((row) => semver.prerelease(row.version) === null) ?? sorted[0]
    if (latest === undefined) return this.repository.setLatest(tx, extensionId, null, now)
    const manifest = manifestOf(latest)
    const { name, description, keywords, categories, abi } = manifest
    const heading = { name, description, keywords, categories, abi, risk: riskOf(manifest) }
    return this.repository.setLatest(tx, extensionId, { versionId: latest.id, ...heading }, now)
  }
}

/** @throws DomainError when the id is another publisher's, or is new and too easily taken for one of another's */
function requireName(publisherId: string, id: string, known: readonly { id: string; publisherId: string }[]): void {
  const own = known.find((extension) => extension.id === id)
  if (own !== undefined && own.publisherId !== publisherId) throw catalogErrors.extensionTaken(id)
  if (own !== undefined) return
  const others = known.filter((extension) => extension.publisherId !== publisherId).map((extension) => extension.id)
  const confusable = confusableWith(id, others)
  if (confusable !== null) throw catalogErrors.nameConfusable(id, confusable)
}
