import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { type Session, sessionSchema, signInSchema, signUpSchema } from '@grantry/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { ApiAnswer, CurrentPrincipal, LimitGuesses, type Principal, Public } from '../../platform/http/index.ts'
import { AccountsService, toUser } from './accounts.service.ts'
import { PasswordStrategy } from './password-strategy.ts'
import { SessionsService } from './sessions.service.ts'

@ApiTags('accounts')
@Controller('v1/auth')
export class AuthController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly passwords: PasswordStrategy,
    private readonly sessions: SessionsService,
  ) {}

  @Public()
  @Post('sign-up')
  @ApiOperation({ summary: 'Makes an account and signs in to it' })
  @ApiAnswer(sessionSchema, { status: 201 })
  async signUp(
    @Body({ schema: signUpSchema }) input: z.infer<typeof signUpSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    const user = await this.accounts.signUp(input)
    return { user, csrfToken: await this.sessions.open(user, request, reply) }
  }

  @Public()
  @LimitGuesses()
  @Post('sign-in')
  @ApiOperation({
    summary: 'Signs in with an e-mail address and a password',
    description: 'Sets the session cookie, and answers the `csrfToken` that requests with it need.',
  })
  @HttpCode(200)
  @ApiAnswer(sessionSchema)
  async signIn(
    @Body({ schema: signInSchema }) input: z.infer<typeof signInSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    const account = await this.passwords.authenticate(input)
    return { user: toUser(account), csrfToken: await this.sessions.open(account, request, reply) }
  }

  @Post('sign-out')
  @ApiOperation({ summary: 'Ends the session' })
  @HttpCode(204)
  async signOut(
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    if (principal.means.kind === 'session') await this.sessions.close(principal.means.sessionId, request, reply)
  }
}
