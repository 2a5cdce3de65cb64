import { Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  type ComparisonQuery,
  comparisonQuerySchema,
  type Page,
  pageQuerySchema,
  type PublisherVersion,
  type PublisherVersionDetail,
  publisherVersionDetailSchema,
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
  @ApiOperation({ summary: 'Lists all versions of the publisher, and where each stands in review' })
  @ApiAnswer(publisherVersionPageSchema)
  async list(
    @CurrentPrincipal() principal: Principal,
    @Param('slug') slug: string,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
  ): Promise<Page<PublisherVersion>> {
    const publisher = await this.publishers.requireMember(slug, principal.userId)
    return this.reviews.listOfPublisher(publisher.id, query)
  }

  @AllowToken('read')
  @Get(':extension/:version')
  @ApiOperation({
    summary: 'Answers one version in full, beside another one',
    description: 'By default the one that was uploaded before it.',
  })
  @ApiAnswer(publisherVersionDetailSchema)
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param('slug') slug: string,
    @Param('extension') extension: string,
    @Param('version') version: string,
    @Query({ schema: comparisonQuerySchema }) { against }: ComparisonQuery,
  ): Promise<PublisherVersionDetail> {
    const publisher = await this.publishers.requireMember(slug, principal.userId)
    return this.reviews.getOfPublisher(publisher.id, { extension, version }, against)
  }

  @AllowToken('publish')
  @Post(':extension/:version/submit')
  @ApiOperation({ summary: 'Puts a draft into the queue of reviews' })
  @HttpCode(200)
  @ApiAnswer(publisherVersionDetailSchema)
  async submit(
    @CurrentPrincipal() principal: Principal,
    @Param('slug') slug: string,
    @Param('extension') extension: string,
    @Param('version') version: string,
  ): Promise<PublisherVersionDetail> {
    const publisher = await this.publishers.requireMember(slug, principal.userId)
    await this.versions.submitDraft({ publisherId: publisher.id, extension, version, actorId: principal.userId })
    return this.reviews.getOfPublisher(publisher.id, { extension, version }, undefined)
  }

  @AllowToken('publish')
  @Delete(':extension/:version')
  @ApiOperation({ summary: 'Deletes a draft; its version number is free again' })
  @HttpCode(204)
  async discard(
    @CurrentPrincipal() principal: Principal,
    @Param('slug') slug: string,
    @Param('extension') extension: string,
    @Param('version') version: string,
  ): Promise<void> {
    const publisher = await this.publishers.requireMember(slug, principal.userId)
    await this.versions.discardDraft({ publisherId: publisher.id, extension, version, actorId: principal.userId })
  }

  @AllowToken('publish')
  @Post(':extension/:version/yank')
  @ApiOperation({ summary: 'Yanks a version: stops new installs; what is installed keeps running' })
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
