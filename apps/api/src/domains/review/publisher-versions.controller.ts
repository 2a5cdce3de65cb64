import { Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
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
  @ApiAnswer(publisherVersionPageSchema)
  async list(
    @CurrentPrincipal() principal: Principal,
    @Param('slug') slug: string,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
  ): Promise<Page<PublisherVersion>> {
    const publisher = await this.publishers.requireMember(slug, principal.userId)
    return this.reviews.listOfPublisher(publisher.id, query)
  }

  /** One version in full, beside another one: by default the one that was uploaded before it. */
  @AllowToken('read')
  @Get(':extension/:version')
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

  /** Puts a draft into the queue of reviews. */
  @AllowToken('publish')
  @Post(':extension/:version/submit')
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

  /** Deletes a draft; its version number is free again. */
  @AllowToken('publish')
  @Delete(':extension/:version')
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
