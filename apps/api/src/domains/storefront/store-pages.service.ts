import { Injectable } from '@nestjs/common'
import { DomainError } from '../../kernel/domain-error.ts'
import { markup, SiteAddress, type StorePage, StorePages } from '../../platform/http/index.ts'
import { CatalogService, ShelvesService } from '../catalog/index.ts'
import { PublishersService } from '../publishers/index.ts'
import { extensionPage } from './extension-page.ts'
import { homePage } from './home-page.ts'
import { publisherPage } from './publisher-page.ts'
import { searchPage } from './search-page.ts'

/** Of how many of its extensions a publisher's page knows at once. */
const OF_PUBLISHER = 100

const UNLISTED: Pick<StorePage, 'canonical' | 'kind' | 'image' | 'linkedData' | 'answers' | 'body' | 'component'> = {
  canonical: null,
  kind: 'website',
  image: null,
  linkedData: [],
  answers: {},
  body: markup``,
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
    private readonly site: SiteAddress,
  ) {
    super()
  }

  async describe(path: string, query: URLSearchParams): Promise<StorePage> {
    try {
      return await this.find(path, query)
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'not_found') return MISSING
      throw error
    }
  }

  private async find(path: string, query: URLSearchParams): Promise<StorePage> {
    const [room = '', name, rest] = path.slice(1).split('/')
    if (path === '/') return homePage(await this.shelves.get(), this.site.origin)
    if (room === 'search' && name === undefined) return searchPage(query, await this.shelves.get())
    if (name === undefined || name === '' || rest !== undefined) return ELSEWHERE
    if (room === 'extensions') return extensionPage(await this.catalog.get(name), query.get('tab'), this.site.origin)
    if (room === 'publishers') return this.describePublisher(name)
    return ELSEWHERE
  }

  private async describePublisher(slug: string): Promise<StorePage> {
    const publisher = await this.publishers.get(slug)
    const search = { publisher: publisher.slug, sort: 'relevance', limit: OF_PUBLISHER, page: 1 } as const
    return publisherPage(publisher, await this.catalog.search(search), this.site.origin)
  }
}
