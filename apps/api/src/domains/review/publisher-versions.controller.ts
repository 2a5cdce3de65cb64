import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import {
  type Page,
  pageQuerySchema,
  type PublisherVersion,
  publisherVersionPageSchema,
  type VersionSummary,
  versionSummarySchema,
} from '@grantry/contract'
import type { z } from 'zod'
import { AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { VersionsService } from '../catalog/index.ts'
import { PublishersService } from '../publishers/index.ts'
import { ReviewService } from './review.service.ts'

/** A publisher's own view of its versions: every state, and where each stands in review. */
@ApiTags('publish')
@Controller('v1/publishers/:slug/versions')
export class PublisherVersionsController {
  constructor(
    private readonly publishers: PublishersService,
    private readonly reviews: ReviewService,
    private readonly versions: VersionsService,
  ) {}

  @AllowToken('read')
  @Get()
  @ApiAnswer(publisherVersionPageSchema)
  async list(
    @CurrentPrincipal() principal: Principal,
    @Param('slug') slug: string,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
  ): Promise<Page<PublisherVersion>> {
    const publisher = await this.publishers.requireMember(slug, principal.userId)
    return this.reviews.listOfPublisher(publisher.id, query)
  }

  /** Stops new installs of a version; what is installed keeps running. */
  @AllowToken('publish')
  @Post(':extension/:version/yank')
  @HttpCode(200)
  @ApiAnswer(versionSummarySchema)
  async yank(
    @CurrentPrincipal() principal: Principal,
    @Param('slug') slug: string,
    @Param('extension') extension: string,
    @Param('version') version: string,
  ): Promise<VersionSummary> {
    const publisher = await this.publishers.requireMember(slug, principal.userId)
    return this.versions.yank({ publisherId: publisher.id, extension, version, actorId: principal.userId })
  }
}
