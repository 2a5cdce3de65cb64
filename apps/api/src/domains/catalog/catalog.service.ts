import { Injectable } from '@nestjs/common'
import {
  type catalogQuerySchema,
  type ExtensionDetail,
  type ExtensionSummary,
  type Page,
  type PricingSummary,
  type VersionDetail,
  type VersionSummary,
} from '@grantry/contract'
import semver from 'semver'
import { z } from 'zod'
import { AppConfig } from '../../config/app-config.ts'
import { Clock } from '../../kernel/clock.ts'
import { decodeCursor, encodeCursor } from '../../kernel/paging.ts'
import type { Tx } from '../../platform/database/index.ts'
import { PublishersService } from '../publishers/index.ts'
import { type CatalogFilter, CatalogSearchRepository, type Found } from './catalog-search.repository.ts'
import { catalogErrors } from './catalog.errors.ts'
import { CatalogRepository, type ExtensionRow, type VersionRow } from './catalog.repository.ts'
import { swappedLetters } from './swapped-letters.ts'
import { PUBLIC_STATES } from './version-states.ts'
import { toExtensionSummary, toVersionDetail, toVersionSummary } from './views.ts'

const cursorSchema = z.tuple([z.int().min(0).max(100_000)])

/** Who looks at something that is not for everybody. */
export interface Viewer {
  userId: string
  admin: boolean
}

/** What the store shows: approved and yanked versions, and nothing else. */
@Injectable()
export class CatalogService {
  constructor(
    private readonly repository: CatalogRepository,
    private readonly searches: CatalogSearchRepository,
    private readonly publishers: PublishersService,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  async search(query: z.infer<typeof catalogQuerySchema>): Promise<Page<ExtensionSummary>> {
    const offset = decodeCursor(cursorSchema, query.cursor)?.[0] ?? (query.page - 1) * query.limit
    const { q, cursor: _cursor, page: _page, ...filter } = query
    const found = await this.searches.search({ ...filter, words: q || undefined, limit: query.limit + 1, offset })
    if (found.length === 0 && offset === 0 && q) return this.searchSwapped(q, { ...filter, limit: query.limit })
    return {
      items: await this.summaries(found.slice(0, query.limit)),
      nextCursor: found.length > query.limit ? encodeCursor([offset + query.limit]) : null,
    }
  }

  /** What was perhaps meant, where nothing is called as it was typed. There are few, so they are one page. */
  private async searchSwapped(words: string, filter: Omit<CatalogFilter, 'words'>): Promise<Page<ExtensionSummary>> {
    const spellings = swappedLetters(words)
    if (spellings.length === 0) return { items: [], nextCursor: null }
    const found = await this.searches.search({ ...filter, words: spellings.join(' or ') })
    return { items: await this.summaries(found), nextCursor: null }
  }

  /** In their order; what left the store meanwhile is left out. */
  async summaries(found: readonly Found[]): Promise<ExtensionSummary[]> {
    const rows = new Map((await this.repository.getExtensions(found.map(({ id }) => id))).map((row) => [row.id, row]))
    return found.flatMap(({ id, installs }) => {
      const row = rows.get(id)
      return row !== undefined && hasLatest(row) ? [this.summaryOf(row, installs)] : []
    })
  }

  async get(id: string): Promise<ExtensionDetail> {
    const row = await this.repository.findExtension(id)
    if (row === null || !hasLatest(row)) throw catalogErrors.extensionNotFound()
    const [versions, installs] = await Promise.all([this.listVersions(id), this.searches.countInstalls(id)])
    return {
      ...this.summaryOf(row, installs),
      latest: toVersionDetail(row.latestVersion),
      versions,
    }
  }

  private summaryOf(row: Parameters<typeof toExtensionSummary>[0], installs: number): ExtensionSummary {
    return toExtensionSummary(row, { installs, now: this.clock.now(), tax: this.config.billing.tax })
  }

  /** That the store shows it. @throws DomainError `not_found` */
  async requirePublic(id: string): Promise<void> {
    const row = await this.repository.findExtension(id)
    if (row === null || !hasLatest(row)) throw catalogErrors.extensionNotFound()
  }

  /** Newest first. */
  async listVersions(id: string): Promise<VersionSummary[]> {
    const rows = await this.repository.listVersions(id, PUBLIC_STATES)
    return rows.toSorted((a, b) => semver.rcompare(a.version, b.version)).map(toVersionSummary)
  }

  async getVersion(id: string, version: string): Promise<VersionDetail> {
    return toVersionDetail(await this.getPublic(id, version))
  }

  async getPublic(id: string, version: string): Promise<VersionRow> {
    const row = await this.repository.findVersion(id, version)
    if (row === null || !PUBLIC_STATES.includes(row.state)) throw catalogErrors.versionNotFound()
    return row
  }

  /** As {@link getPublic}, and in any state for admins and for members of its publisher, who decide about it or made it. */
  async getShown(id: string, version: string, viewer: Viewer | null): Promise<VersionRow> {
    const row = await this.repository.findVersion(id, version)
    if (row === null || viewer === null || PUBLIC_STATES.includes(row.state)) return this.getPublic(id, version)
    if (
      (viewer.admin && row.state !== 'draft') ||
      (await this.publishers.isMember(row.extension.publisherId, viewer.userId))
    )
      return row
    throw catalogErrors.versionNotFound()
  }

  /** The version that a new install gets: the named one or the newest, and in either case an approved one. */
  async getInstallable(id: string, version: string | undefined): Promise<VersionRow> {
    const name = version ?? (await this.repository.findExtension(id))?.latestVersion?.version
    const row = name === undefined ? null : await this.repository.findVersion(id, name)
    if (row === null || row.state !== 'approved')
      throw version === undefined ? catalogErrors.extensionNotFound() : catalogErrors.versionNotFound()
    return row
  }

  /** That a version may still be installed, for as long as the transaction lasts. */
  async requireInstallable(tx: Tx, version: { id: string; extensionId: string }): Promise<void> {
    if ((await this.repository.holdState(tx, version)) !== 'approved') throw catalogErrors.versionNotFound()
  }

  /** By row id and in whatever state: for those who already hold a reference to it. */
  async getById(id: string): Promise<VersionRow> {
    const row = await this.repository.findVersionById(id)
    if (row === null) throw catalogErrors.versionNotFound()
    return row
  }

  async latestVersion(id: string): Promise<string | null> {
    return (await this.repository.findExtension(id))?.latestVersion?.version ?? null
  }

  /** Id of the publisher, also of an extension that is not in the store yet. */
  async findPublisher(id: string): Promise<string | null> {
    return (await this.repository.findExtension(id))?.publisherId ?? null
  }

  /** Makes changes of an extension's plans take turns until the transaction ends. */
  async lockPricing(tx: Tx, id: string): Promise<void> {
    await this.repository.lockExtension(tx, id)
  }

  /** What the store shows of the plans, which are kept elsewhere. */
  async setPricing(tx: Tx, id: string, pricing: PricingSummary): Promise<void> {
    await this.repository.setPricing(tx, id, pricing)
  }

  /** What stands there of an extension's ratings, in the transaction that changes them. */
  async setRatings(tx: Tx, id: string, ratings: { count: number; sum: number }): Promise<void> {
    await this.repository.setRatings(tx, id, ratings)
  }

  async countDownload(id: string): Promise<void> {
    await this.repository.countDownload(id)
  }
}

const hasLatest = (
  row: ExtensionRow,
): row is ExtensionRow & { latestVersion: NonNullable<ExtensionRow['latestVersion']> } => row.latestVersion !== null
