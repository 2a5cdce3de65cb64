import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Patch,
  Post,
  Put,
  Req,
  Res,
} from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  type Account,
  accountSchema,
  changeEmailSchema,
  changePasswordSchema,
  type OpenSession,
  openSessionPageSchema,
  type Page,
  type Session,
  sessionSchema,
  updateAccountSchema,
  type User,
  userSchema,
} from '@grantry/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { ApiAnswer, CurrentPrincipal, LimitGuesses, type Principal } from '../../platform/http/index.ts'
import { CredentialsService } from './credentials.service.ts'
import { ProfileService } from './profile.service.ts'
import { SessionsService } from './sessions.service.ts'
import { VerificationService } from './verification.service.ts'

/** People's own accounts. No token reaches any of it. */
@ApiTags('accounts')
@Controller('v1/account')
export class AccountController {
  constructor(
    private readonly profile: ProfileService,
    private readonly credentials: CredentialsService,
    private readonly sessions: SessionsService,
    private readonly verification: VerificationService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Answers your account' })
  @ApiAnswer(accountSchema)
  get(@CurrentPrincipal() { userId }: Principal): Promise<Account> {
    return this.profile.get(userId)
  }

  @Patch()
  @ApiOperation({ summary: 'Changes your name' })
  @ApiAnswer(userSchema)
  update(
    @CurrentPrincipal() { userId }: Principal,
    @Body({ schema: updateAccountSchema }) input: z.infer<typeof updateAccountSchema>,
  ): Promise<User> {
    return this.profile.rename(userId, input.name)
  }

  @LimitGuesses()
  @Put('email')
  @ApiOperation({
    summary: 'Asks for another e-mail address',
    description: 'Mails a link to it; the old address stays until the link is used. Takes the present password.',
  })
  @HttpCode(202)
  askForEmail(
    @CurrentPrincipal() { userId }: Principal,
    @Body({ schema: changeEmailSchema }) input: z.infer<typeof changeEmailSchema>,
  ): Promise<void> {
    return this.credentials.askForEmail(userId, input)
  }

  @Delete('email')
  @ApiOperation({ summary: 'Withdraws a new e-mail address that waits for its link' })
  @HttpCode(204)
  withdrawEmail(@CurrentPrincipal() { userId }: Principal): Promise<void> {
    return this.credentials.withdrawEmail(userId)
  }

  @Post('verification')
  @ApiOperation({ summary: 'Mails another link that confirms your address' })
  @HttpCode(202)
  sendVerification(@CurrentPrincipal() { userId }: Principal): Promise<void> {
    return this.verification.askAgain(userId)
  }

  @LimitGuesses()
  @Put('password')
  @ApiOperation({
    summary: 'Changes your password',
    description:
      'Takes the present one. Every session ends; the browser that asks gets a new one in the place of its own.',
  })
  @ApiAnswer(sessionSchema)
  async changePassword(
    @CurrentPrincipal() { userId }: Principal,
    @Body({ schema: changePasswordSchema }) input: z.infer<typeof changePasswordSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    const passwordHash = await this.credentials.changePassword(userId, input)
    const csrfToken = await this.sessions.open({ id: userId, passwordHash }, request, reply)
    const { user } = await this.profile.get(userId)
    return { user, csrfToken }
  }

  @Get('sessions')
  @ApiOperation({ summary: 'Lists where you are signed in' })
  @ApiAnswer(openSessionPageSchema)
  async listSessions(@CurrentPrincipal() principal: Principal): Promise<Page<OpenSession>> {
    return { items: await this.sessions.list(principal), nextCursor: null }
  }

  @Delete('sessions')
  @ApiOperation({ summary: 'Signs you out everywhere else' })
  @HttpCode(204)
  revokeOtherSessions(@CurrentPrincipal() principal: Principal): Promise<void> {
    return this.sessions.revokeOthers(principal)
  }

  @Delete('sessions/:id')
  @ApiOperation({ summary: 'Ends one of your sessions' })
  @HttpCode(204)
  revokeSession(@CurrentPrincipal() principal: Principal, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.sessions.revoke(principal, id)
  }
}
