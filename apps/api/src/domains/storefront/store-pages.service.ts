import { catalogQuerySchema } from '@grantry/contract'
import { Injectable } from '@nestjs/common'
import { DomainError } from '../../kernel/domain-error.ts'
import { ServerInfo, SiteAddress, type StorePage, StorePages } from '../../platform/http/index.ts'
import { CatalogService, ShelvesService } from '../catalog/index.ts'
import { PublishersService } from '../publishers/index.ts'
import { RatingsService } from '../ratings/index.ts'
import { extensionPage, RATINGS_SHOWN } from './extension-page.ts'
import { homePage } from './home-page.ts'
import { PreviewPictures } from './preview-pictures.ts'
import { publisherPage } from './publisher-page.ts'
import { searchOf, searchPage } from './search-page.ts'

/** Of how many of its extensions a publisher's page knows at once. */
const OF_PUBLISHER = 100

const UNLISTED: Pick<StorePage, 'canonical' | 'kind' | 'picture' | 'linkedData' | 'answers' | 'component'> = {
  canonical: null,
  kind: 'website',
  picture: null,
  linkedData: [],
  answers: {},
  component: null,
}
const DESCRIPTION = 'Extensions that do what you allow, and nothing else.'

/** Rooms behind the store, and what is no address at all: nothing of it is for search engines. */
const ELSEWHERE: StorePage = { ...UNLISTED, status: 200, title: 'Extension store', description: DESCRIPTION }
const MISSING: StorePage = { ...UNLISTED, status: 404, title: 'Nothing is behind this door', description: DESCRIPTION }

@Injectable()
export class StorePagesService extends StorePages {
  constructor(
    private readonly catalog: CatalogService,
    private readonly shelves: ShelvesService,
    private readonly publishers: PublishersService,
    private readonly ratings: RatingsService,
    private readonly pictures: PreviewPictures,
    private readonly server: ServerInfo,
    private readonly site: SiteAddress,
  ) {
    super()
  }

  async describe(path: string, query: URLSearchParams): Promise<StorePage> {
    try {
      const page = await this.find(path, query)
      if (page.component === null) return page
      return { ...page, answers: { ...page.answers, '/v1/server': this.server.facts } }
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'not_found') return MISSING
      throw error
    }
  }

  private async find(path: string, query: URLSearchParams): Promise<StorePage> {
    const [room = '', name, rest] = path.replace(/\/$/, '').slice(1).split('/')
    if (path === '/') return homePage(await this.shelves.get(), this.site.origin)
    if (room === 'search' && name === undefined) return this.describeSearch(query)
    if (name === undefined || name === '' || rest !== undefined) return ELSEWHERE
    if (room === 'extensions') return this.describeExtension(name, query.get('tab'))
    if (room === 'publishers') return this.describePublisher(name)
    return ELSEWHERE
  }

  private async describeExtension(id: string, tab: string | null): Promise<StorePage> {
    const [extension, related, installHistory, ratings] = await Promise.all([
      this.catalog.get(id),
      this.shelves.related(id),
      this.shelves.installHistory(id),
      tab === 'ratings' ? this.ratings.list(id, { limit: RATINGS_SHOWN, sort: 'newest' }) : null,
    ])
    const picture = await this.pictures.of(extension)
    return extensionPage({ extension, related, installHistory, ratings, picture }, tab, this.site.origin)
  }

  private async describeSearch(query: URLSearchParams): Promise<StorePage> {
    const search = searchOf(query)
    const [shelves, results] = await Promise.all([
      this.shelves.get(),
      this.catalog.search(catalogQuerySchema.parse(search)),
    ])
    return searchPage(query, shelves, { search, results })
  }

  private async describePublisher(slug: string): Promise<StorePage> {
    const publisher = await this.publishers.get(slug)
    const search = { publisher: publisher.slug, sort: 'relevance', limit: OF_PUBLISHER, page: 1 } as const
    return publisherPage(publisher, await this.catalog.search(search), this.site.origin)
  }
}
