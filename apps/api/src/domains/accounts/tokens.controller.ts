import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  type CreatedToken,
  createdTokenSchema,
  createTokenSchema,
  type Page,
  type Token,
  tokenPageSchema,
} from '@grantry/contract'
import type { z } from 'zod'
import {
  AllowLimitedToken,
  AllowToken,
  ApiAnswer,
  CurrentPrincipal,
  type Principal,
} from '../../platform/http/index.ts'
import { TokensService } from './tokens.service.ts'

/** No token makes or sees tokens: a stolen one must not outlive its own end. It can end itself, as `logout` does. */
@ApiTags('accounts')
@Controller('v1/tokens')
export class TokensController {
  constructor(private readonly tokens: TokensService) {}

  @Get()
  @ApiOperation({ summary: 'Lists your tokens' })
  @ApiAnswer(tokenPageSchema)
  async list(@CurrentPrincipal() principal: Principal): Promise<Page<Token>> {
    return { items: await this.tokens.list(principal), nextCursor: null }
  }

  @Post()
  @ApiOperation({ summary: 'Makes a token', description: 'It is answered once and kept as a hash.' })
  @ApiAnswer(createdTokenSchema, { status: 201 })
  create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createTokenSchema }) input: z.infer<typeof createTokenSchema>,
  ): Promise<CreatedToken> {
    return this.tokens.create(principal, input)
  }

  @AllowToken('any')
  @AllowLimitedToken()
  @Delete(':id')
  @ApiOperation({ summary: 'Revokes a token', description: 'A token may revoke itself, and no other.' })
  @HttpCode(204)
  revoke(@CurrentPrincipal() principal: Principal, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.tokens.revoke(principal, id)
  }
}
