import { Controller, Delete, Get, HttpCode, Logger, Post, Query, Redirect, Req, Res } from '@nestjs/common'
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger'
import {
  type Page,
  type ProviderRedirect,
  providerRedirectSchema,
  type SignInProvider,
  signInProviderPageSchema,
} from '@grantry/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { DomainError } from '../../kernel/domain-error.ts'
import {
  ApiAnswer,
  CurrentPrincipal,
  LimitGuesses,
  OptionalPrincipal,
  type Principal,
  Public,
} from '../../platform/http/index.ts'
import { ATTEMPT_MS, type Finished, ProviderService } from './provider.service.ts'
import { SessionsService } from './sessions.service.ts'

const ATTEMPT_COOKIE = 'grantry_provider_attempt'
/** Where to go once signed in: a path of the store. What is none becomes its home. */
const nextSchema = z.object({
  next: z
    .string()
    .max(500)
    .regex(/^\/(?![/\\])/)
    .catch('/'),
})

/** Sign-in with the provider of the configuration. */
@ApiTags('accounts')
@Controller('v1')
export class ProviderController {
  private readonly logger = new Logger('accounts')

  constructor(
    private readonly providers: ProviderService,
    private readonly sessions: SessionsService,
  ) {}

  @Public()
  @Get('auth/providers')
  @ApiOperation({ summary: 'Lists the providers that people may sign in with' })
  @ApiAnswer(signInProviderPageSchema)
  list(): Page<SignInProvider> {
    return { items: this.providers.list(), nextCursor: null }
  }

  @Public()
  @LimitGuesses()
  @Get('auth/provider/start')
  @ApiOperation({ summary: 'Sends a browser to the provider to sign in' })
  @ApiResponse({ status: 302, description: 'To the provider' })
  @Redirect()
  async start(
    @Query({ schema: nextSchema }) { next }: z.infer<typeof nextSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ url: string }> {
    const { url, secret } = await this.providers.signIn(next)
    this.remember(secret, request, reply)
    return { url }
  }

  @Public()
  @LimitGuesses()
  @Get('auth/provider/callback')
  @ApiOperation({
    summary: 'Where the provider sends a browser back to',
    description: 'Always answers with a page to go on to, whatever happened.',
  })
  @ApiResponse({ status: 302, description: 'To a page of the store' })
  @Redirect()
  async callback(
    @OptionalPrincipal() principal: Principal | null,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ url: string }> {
    const { search } = new URL(request.url, 'http://localhost')
    void reply.clearCookie(ATTEMPT_COOKIE, this.cookieOptions(request))
    try {
      const finished = await this.providers.finish(request.cookies[ATTEMPT_COOKIE], search, principal?.userId ?? null)
      return { url: await this.arrive(finished, request, reply) }
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      this.logger.warn({ msg: 'a sign-in with the provider failed', code: error.code, err: error.cause })
      return { url: `/account/not-signed-in#${error.code}` }
    }
  }

  private async arrive(finished: Finished, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    if (finished.kind === 'connected') return '/account/security'
    await this.sessions.open({ id: finished.userId }, request, reply)
    return `/account/signed-in?next=${encodeURIComponent(finished.next)}`
  }

  /** Not a link that any page could send a browser to: it would connect an account with somebody else's identity. */
  @Post('account/identity')
  @ApiOperation({
    summary: 'Begins to connect your account with the provider',
    description: 'Answers the address to send the browser to.',
  })
  @HttpCode(200)
  @ApiAnswer(providerRedirectSchema)
  async connect(
    @CurrentPrincipal() { userId }: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProviderRedirect> {
    const { url, secret } = await this.providers.connect(userId)
    this.remember(secret, request, reply)
    return { url }
  }

  @Delete('account/identity')
  @ApiOperation({
    summary: 'Disconnects your account from the provider',
    description: 'Refused while the account has no password.',
  })
  @HttpCode(204)
  disconnect(@CurrentPrincipal() { userId }: Principal): Promise<void> {
    return this.providers.disconnect(userId)
  }

  private remember(secret: string, request: FastifyRequest, reply: FastifyReply): void {
    void reply.setCookie(ATTEMPT_COOKIE, secret, { ...this.cookieOptions(request), maxAge: ATTEMPT_MS / 1000 })
  }

  private cookieOptions(request: FastifyRequest) {
    return { ...this.sessions.cookieOptions(request), path: '/v1/auth/provider' }
  }
}
