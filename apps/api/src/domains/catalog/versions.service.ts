import { Injectable } from '@nestjs/common'
import type { VersionState, VersionSummary } from '@grantry/contract'
import semver from 'semver'
import { Clock } from '../../kernel/clock.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { Queue } from '../../platform/queue/index.ts'
import { AuditService } from '../audit/index.ts'
import { catalogErrors } from './catalog.errors.ts'
import { CatalogRepository, type NewVersion } from './catalog.repository.ts'
import { confusableWith } from './name-guard.ts'
import { requireTransition } from './version-states.ts'
import { manifestOf, riskOf, toVersionSummary } from './views.ts'

type CreatedVersion = Awaited<ReturnType<CatalogRepository['createVersion']>>

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

  /** Refuses early what `submit` would refuse, before anything costly is done with the upload. */
  async requireFree(publisherId: string, id: string, version: string): Promise<void> {
    requireName(publisherId, id, await this.repository.listIds())
    if ((await this.repository.findVersion(id, version)) !== null) throw catalogErrors.versionExists(id, version)
  }

  /** Puts a version into the queue. The row lock on the extension makes two publishes of one extension take turns. */
  async submit(tx: Tx, publisherId: string, version: NewVersion): Promise<CreatedVersion> {
    await this.repository.lockNames(tx)
    requireName(publisherId, version.extensionId, await this.repository.listIds(tx))
    await this.repository.claimExtension(tx, version.extensionId, publisherId)
    await this.repository.lockExtension(tx, version.extensionId)
    const approved = await this.repository.versionsOf(tx, version.extensionId, ['approved', 'yanked', 'taken_down'])
    const newest = approved.map((row) => row.version).toSorted(semver.rcompare)[0]
    if (newest === version.version) throw catalogErrors.versionExists(version.extensionId, version.version)
    if (newest !== undefined && !semver.gt(version.version, newest))
      throw catalogErrors.versionNotNewer(version.extensionId, version.version, newest)
    const created = await this.repository.createVersion(tx, version)
    await this.queue.publish(tx, 'version.submitted', { versionId: created.id })
    return created
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
  async yank(input: {
    publisherId: string
    extension: string
    version: string
    actorId: string
  }): Promise<VersionSummary> {
    const row = await this.repository.findVersion(input.extension, input.version)
    if (row === null || row.extension.publisherId !== input.publisherId) throw catalogErrors.versionNotFound()
    await this.database.transaction(async (tx) => {
      await this.move(tx, row, 'yanked')
      await this.audit.append(tx, {
        actorId: input.actorId,
        action: 'version.yanked',
        subject: `version:${row.id}`,
        data: { digest: row.digest },
      })
    })
    return toVersionSummary({ ...row, state: 'yanked' })
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
