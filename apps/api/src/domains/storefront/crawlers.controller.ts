import { Controller, Get, Header } from '@nestjs/common'
import { ApiExcludeController } from '@nestjs/swagger'
import { type Markup, markup, Public, SiteAddress } from '../../platform/http/index.ts'
import { ShelvesService } from '../catalog/index.ts'

/** Rooms of people, where a crawler only meets a sign-in. */
const CLOSED = ['/v1/', '/account', '/workspaces', '/studio', '/review', '/sign-in', '/sign-up', '/metrics']

/** What search engines are told of the whole store. */
@Public()
@ApiExcludeController()
@Controller()
export class CrawlersController {
  constructor(
    private readonly shelves: ShelvesService,
    private readonly site: SiteAddress,
  ) {}

  /** Pictures of extensions are behind the interface of programs. */
  @Get('robots.txt')
  @Header('content-type', 'text/plain; charset=utf-8')
  robots(): string {
    const lines = CLOSED.map((path) => `Disallow: ${path}`)
    return [
      'User-agent: *',
      'Allow: /v1/extensions/',
      ...lines,
      '',
      `Sitemap: ${this.site.origin}/sitemap.xml`,
      '',
    ].join('\n')
  }

  @Get('sitemap.xml')
  @Header('content-type', 'application/xml; charset=utf-8')
  async sitemap(): Promise<string> {
    const { extensions, publishers, categories } = await this.shelves.everything()
    const { origin } = this.site
    const pages = [
      page(`${origin}/`),
      page(`${origin}/search`),
      ...categories.map((category) => page(`${origin}/search?category=${category}`)),
      ...extensions.map(({ id, updatedAt }) => page(`${origin}/extensions/${id}`, updatedAt)),
      ...publishers.map((slug) => page(`${origin}/publishers/${slug}`)),
    ]
    return markup`<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${pages}
</urlset>
`.html
  }
}

const page = (address: string, changedAt?: Date): Markup =>
  changedAt === undefined
    ? markup`\n<url><loc>${address}</loc></url>`
    : markup`\n<url><loc>${address}</loc><lastmod>${changedAt.toISOString()}</lastmod></url>`
