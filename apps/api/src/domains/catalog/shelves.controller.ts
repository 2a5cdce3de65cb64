import { Controller, Get, Param, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
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
import { ApiAnswer, Public } from '../../platform/http/index.ts'
import { ShelvesService } from './shelves.service.ts'

@Public()
@ApiTags('catalogue')
@Controller('v1')
export class ShelvesController {
  constructor(private readonly shelves: ShelvesService) {}

  @Get('shelves')
  @ApiOperation({
    summary: 'Answers the shelves of the home page',
    description: 'Featured, trending, newest and most installed, six of each, and how many there are of each category.',
  })
  @ApiAnswer(shelvesSchema)
  get(): Promise<Shelves> {
    return this.shelves.get()
  }

  @Get('suggestions')
  @ApiOperation({ summary: 'Suggests extensions for the beginning of a search', description: 'Six at most.' })
  @ApiAnswer(suggestionsSchema)
  suggest(
    @Query({ schema: suggestionQuerySchema }) { q }: z.infer<typeof suggestionQuerySchema>,
  ): Promise<Suggestions> {
    return this.shelves.suggest(q)
  }

  @Get('extensions/:id/related')
  @ApiOperation({ summary: 'Lists extensions like this one', description: 'Four at most.' })
  @ApiAnswer(relatedSchema)
  async related(@Param('id') id: string): Promise<{ items: ExtensionSummary[] }> {
    return { items: await this.shelves.related(id) }
  }

  @Get('extensions/:id/install-history')
  @ApiOperation({ summary: 'Answers how often it was installed on each of the last 90 days' })
  @ApiAnswer(installHistorySchema)
  installHistory(@Param('id') id: string): Promise<InstallHistory> {
    return this.shelves.installHistory(id)
  }
}
