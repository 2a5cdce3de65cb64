import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Put, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  addPublisherMemberSchema,
  createPublisherSchema,
  type KnownPublisher,
  knownPublisherPageSchema,
  type Page,
  type Publisher,
  type PublisherMember,
  publisherMemberPageSchema,
  publisherMemberSchema,
  publisherQuerySchema,
  publisherSchema,
  verdictSchema,
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
import { VerificationService } from './verification.service.ts'

@ApiTags('publishers')
@Controller('v1/publishers')
export class PublishersController {
  constructor(
    private readonly publishers: PublishersService,
    private readonly verification: VerificationService,
  ) {}

  @AllowToken('publish')
  @Post()
  @ApiOperation({ summary: 'Makes a publisher, whose owner you are' })
  @ApiAnswer(publisherSchema, { status: 201 })
  create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createPublisherSchema }) input: z.infer<typeof createPublisherSchema>,
  ): Promise<Publisher> {
    return this.publishers.create(principal.userId, input)
  }

  @AdminOnly()
  @AllowToken('review')
  @Get()
  @ApiOperation({ summary: 'Lists all publishers, for the admins who decide whom the platform knows' })
  @ApiAnswer(knownPublisherPageSchema)
  list(
    @Query({ schema: publisherQuerySchema }) query: z.infer<typeof publisherQuerySchema>,
  ): Promise<Page<KnownPublisher>> {
    return this.verification.list(query)
  }

  @Public()
  @Get(':slug')
  @ApiOperation({ summary: 'Answers a publisher as its page shows it' })
  @ApiAnswer(publisherSchema)
  get(@Param('slug') slug: string): Promise<Publisher> {
    return this.publishers.get(slug)
  }

  @AdminOnly()
  @Put(':slug/verified')
  @ApiOperation({ summary: 'Marks that the platform knows who a publisher is' })
  @ApiAnswer(publisherSchema)
  verify(
    @CurrentPrincipal() { userId }: Principal,
    @Param('slug') slug: string,
    @Body({ schema: verdictSchema }) { reason }: z.infer<typeof verdictSchema>,
  ): Promise<Publisher> {
    return this.verification.set(slug, 'verified', { adminId: userId, reason: reason ?? null })
  }

  @AdminOnly()
  @Delete(':slug/verified')
  @ApiOperation({ summary: 'Takes that mark back' })
  @ApiAnswer(publisherSchema)
  unverify(
    @CurrentPrincipal() { userId }: Principal,
    @Param('slug') slug: string,
    @Query({ schema: verdictSchema }) { reason }: z.infer<typeof verdictSchema>,
  ): Promise<Publisher> {
    return this.verification.set(slug, 'unverified', { adminId: userId, reason: reason ?? null })
  }

  @AllowToken('read')
  @Get(':slug/members')
  @ApiOperation({ summary: 'Lists the members of a publisher' })
  @ApiAnswer(publisherMemberPageSchema)
  async listMembers(
    @CurrentPrincipal() principal: Principal,
    @Param('slug') slug: string,
  ): Promise<Page<PublisherMember>> {
    return { items: await this.publishers.listMembers(slug, principal.userId), nextCursor: null }
  }

  @Post(':slug/members')
  @ApiOperation({ summary: 'Adds a member, or gives one another role', description: 'For owners.' })
  @ApiAnswer(publisherMemberSchema, { status: 201 })
  setMember(
    @CurrentPrincipal() principal: Principal,
    @Param('slug') slug: string,
    @Body({ schema: addPublisherMemberSchema }) input: z.infer<typeof addPublisherMemberSchema>,
  ): Promise<PublisherMember> {
    return this.publishers.setMember(slug, principal.userId, input)
  }

  @Delete(':slug/members/:userId')
  @ApiOperation({ summary: 'Removes a member', description: 'For owners; anybody may leave.' })
  @HttpCode(204)
  removeMember(
    @CurrentPrincipal() principal: Principal,
    @Param('slug') slug: string,
    @Param('userId', ParseUUIDPipe) userId: string,
  ): Promise<void> {
    return this.publishers.removeMember(slug, principal.userId, userId)
  }
}
