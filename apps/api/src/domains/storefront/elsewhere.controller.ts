import { Controller, Get, Header, Param, Query, Res } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { ApiFile, Public, SiteAddress } from '../../platform/http/index.ts'
import { CatalogService } from '../catalog/index.ts'
import { badge, BADGE_FACTS } from './badge.ts'
import { card, CARD_POLICY } from './card.ts'

const badgeQuerySchema = z.object({ show: z.enum(BADGE_FACTS).default('installs') })
/** Others may keep it for so long: five minutes. */
const BRIEFLY = 'public, max-age=300'

/** What other sites show of an extension. */
@Public()
@ApiTags('catalogue')
@Controller('v1/extensions/:id')
export class ElsewhereController {
  constructor(
    private readonly catalog: CatalogService,
    private readonly site: SiteAddress,
  ) {}

  @Get('badge.svg')
  @ApiOperation({ summary: 'Draws a badge with one fact for other sites' })
  @ApiFile('image/svg+xml', 'The badge')
  @Header('content-type', 'image/svg+xml')
  @Header('content-security-policy', "default-src 'none'; sandbox")
  @Header('cross-origin-resource-policy', 'cross-origin')
  @Header('cache-control', BRIEFLY)
  async badge(
    @Param('id') id: string,
    @Query({ schema: badgeQuerySchema }) { show }: z.infer<typeof badgeQuerySchema>,
  ): Promise<string> {
    return badge(await this.catalog.get(id), show)
  }

  @Get('card')
  @ApiOperation({ summary: 'Answers a page about it that may stand in a frame of other sites' })
  @ApiFile('text/html', 'The page')
  async card(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const html = card(await this.catalog.get(id), this.site.origin)
    await reply
      .removeHeader('x-frame-options')
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', CARD_POLICY)
      .header('cache-control', BRIEFLY)
      .send(html)
  }
}
