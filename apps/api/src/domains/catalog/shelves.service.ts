import { Injectable } from '@nestjs/common'
import {
  CATEGORIES,
  type ExtensionSummary,
  type InstallHistory,
  type Shelves,
  type Suggestions,
} from '@grantry/contract'
import { type CatalogFilter, CatalogSearchRepository } from './catalog-search.repository.ts'
import { CatalogService } from './catalog.service.ts'
import { ShelvesRepository } from './shelves.repository.ts'

const SHELF = 6
const RELATED = 4
const SUGGESTIONS = 6
const HISTORY_DAYS = 90
/** A sitemap has at most 50,000 addresses: room is left for the others. */
const LISTED = 40_000
const SHELVES: ReadonlySet<string> = new Set(CATEGORIES)

/** What the store puts in front of people who have not said what they look for. */
@Injectable()
export class ShelvesService {
  constructor(
    private readonly repository: ShelvesRepository,
    private readonly searches: CatalogSearchRepository,
    private readonly catalog: CatalogService,
  ) {}

  async get(): Promise<Shelves> {
    const [featured, trending, newest, popular, categories, total] = await Promise.all([
      this.shelf({ sort: 'relevance', featured: 'only' }),
      this.shelf({ sort: 'trending' }),
      this.shelf({ sort: 'newest' }),
      this.shelf({ sort: 'installs' }),
      this.repository.countByCategory(),
      this.repository.countExtensions(),
    ])
    return { featured, trending, newest, popular, categories, total }
  }

  /** Whatever has a page of its own, for those who list pages. */
  async everything(): Promise<{
    extensions: { id: string; updatedAt: Date }[]
    publishers: string[]
    categories: string[]
  }> {
    const [extensions, categories] = await Promise.all([
      this.repository.listExtensions(LISTED),
      this.repository.countByCategory(),
    ])
    return {
      extensions,
      publishers: [...new Set(extensions.map(({ publisher }) => publisher.slug))],
      categories: categories.map(({ category }) => category).filter((category) => SHELVES.has(category)),
    }
  }

  async suggest(words: string): Promise<Suggestions> {
    const found = await this.catalog.summaries(
      await this.searches.search({ words, sort: 'relevance', limit: SUGGESTIONS }),
    )
    return { items: found.map(({ id, name, publisher, iconUrl }) => ({ id, name, publisher, iconUrl })) }
  }

  /** @throws DomainError `not_found` */
  async related(id: string): Promise<ExtensionSummary[]> {
    await this.catalog.requirePublic(id)
    return this.catalog.summaries(await this.repository.related(id, RELATED))
  }

  /** @throws DomainError `not_found` */
  async installHistory(id: string): Promise<InstallHistory> {
    await this.catalog.requirePublic(id)
    return { items: await this.repository.installHistory(id, HISTORY_DAYS) }
  }

  private async shelf(filter: Omit<CatalogFilter, 'limit'>): Promise<ExtensionSummary[]> {
    return this.catalog.summaries(await this.searches.search({ ...filter, limit: SHELF }))
  }
}
