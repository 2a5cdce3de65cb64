import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Put } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import {
  addPublisherMemberSchema,
  createPublisherSchema,
  type Page,
  type Publisher,
  type PublisherMember,
  publisherMemberPageSchema,
  publisherMemberSchema,
  publisherSchema,
} from '@grantry/contract'
import type { z } from 'zod'
import {
  AdminOnly,
  AllowToken,
  ApiAnswer,
  CurrentPrincipal,
  type Principal,
  Public,
} from '../../platform/http/index.ts'
import { PublishersService } from './publishers.service.ts'

@ApiTags('publishers')
@Controller('v1/publishers')
export class PublishersController {
  constructor(private readonly publishers: PublishersService) {}

  @AllowToken('publish')
  @Post()
  @ApiAnswer(publisherSchema, { status: 201 })
  create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createPublisherSchema }) input: z.infer<typeof createPublisherSchema>,
  ): Promise<Publisher> {
    return this.publishers.create(principal.userId, input)
  }

  @Public()
  @Get(':slug')
  @ApiAnswer(publisherSchema)
  get(@Param('slug') slug: string): Promise<Publisher> {
    return this.publishers.get(slug)
  }

  /** Marks that the platform knows who it is. */
  @AdminOnly()
  @Put(':slug/verified')
  @ApiAnswer(publisherSchema)
  verify(@CurrentPrincipal() principal: Principal, @Param('slug') slug: string): Promise<Publisher> {
    return this.publishers.setVerified(slug, 'verified', principal.userId)
  }

  @AdminOnly()
  @Delete(':slug/verified')
  @ApiAnswer(publisherSchema)
  unverify(@CurrentPrincipal() principal: Principal, @Param('slug') slug: string): Promise<Publisher> {
    return this.publishers.setVerified(slug, 'unverified', principal.userId)
  }

  @AllowToken('read')
  @Get(':slug/members')
  @ApiAnswer(publisherMemberPageSchema)
  async listMembers(
    @CurrentPrincipal() principal: Principal,
    @Param('slug') slug: string,
  ): Promise<Page<PublisherMember>> {
    return { items: await this.publishers.listMembers(slug, principal.userId), nextCursor: null }
  }

  @Post(':slug/members')
  @ApiAnswer(publisherMemberSchema, { status: 201 })
  setMember(
    @CurrentPrincipal() principal: Principal,
    @Param('slug') slug: string,
    @Body({ schema: addPublisherMemberSchema }) input: z.infer<typeof addPublisherMemberSchema>,
  ): Promise<PublisherMember> {
    return this.publishers.setMember(slug, principal.userId, input)
  }

  @Delete(':slug/members/:userId')
  @HttpCode(204)
  removeMember(
    @CurrentPrincipal() principal: Principal,
    @Param('slug') slug: string,
    @Param('userId', ParseUUIDPipe) userId: string,
  ): Promise<void> {
    return this.publishers.removeMember(slug, principal.userId, userId)
  }
}
