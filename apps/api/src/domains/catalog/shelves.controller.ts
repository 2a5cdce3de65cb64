import { Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import {
  type ExtensionSummary,
  type InstallHistory,
  installHistorySchema,
  relatedSchema,
  type Shelves,
  shelvesSchema,
  suggestionQuerySchema,
  type Suggestions,
  suggestionsSchema,
} from '@grantry/contract'
import type { z } from 'zod'
import { AdminOnly, ApiAnswer, CurrentPrincipal, type Principal, Public } from '../../platform/http/index.ts'
import { FeaturingService } from './featuring.service.ts'
import { ShelvesService } from './shelves.service.ts'

@ApiTags('catalogue')
@Controller('v1')
export class ShelvesController {
  constructor(
    private readonly shelves: ShelvesService,
    private readonly featuring: FeaturingService,
  ) {}

  @Public()
  @Get('shelves')
  @ApiAnswer(shelvesSchema)
  get(): Promise<Shelves> {
    return this.shelves.get()
  }

  @Public()
  @Get('suggestions')
  @ApiAnswer(suggestionsSchema)
  suggest(
    @Query({ schema: suggestionQuerySchema }) { q }: z.infer<typeof suggestionQuerySchema>,
  ): Promise<Suggestions> {
    return this.shelves.suggest(q)
  }

  @Public()
  @Get('extensions/:id/related')
  @ApiAnswer(relatedSchema)
  async related(@Param('id') id: string): Promise<{ items: ExtensionSummary[] }> {
    return { items: await this.shelves.related(id) }
  }

  @Public()
  @Get('extensions/:id/install-history')
  @ApiAnswer(installHistorySchema)
  installHistory(@Param('id') id: string): Promise<InstallHistory> {
    return this.shelves.installHistory(id)
  }

  /** Puts it in front of the store. */
  @AdminOnly()
  @Put('extensions/:id/featured')
  @HttpCode(204)
  feature(@CurrentPrincipal() { userId }: Principal, @Param('id') id: string): Promise<void> {
    return this.featuring.feature(id, userId)
  }

  @AdminOnly()
  @Delete('extensions/:id/featured')
  @HttpCode(204)
  unfeature(@CurrentPrincipal() { userId }: Principal, @Param('id') id: string): Promise<void> {
    return this.featuring.unfeature(id, userId)
  }
}
