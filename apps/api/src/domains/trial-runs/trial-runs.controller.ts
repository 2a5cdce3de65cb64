import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { type TrialRun, trialRunListSchema } from '@grantry/contract'
import { AdminOnly, AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { TrialRunsService } from './trial-runs.service.ts'

/** What a version did when it was tried out. */
@AdminOnly()
@AllowToken('review')
@ApiTags('review')
@Controller('v1/reviews/:id/trial-runs')
export class TrialRunsController {
  constructor(private readonly trials: TrialRunsService) {}

  @Get()
  @ApiOperation({
    summary: 'Lists what the version did when it was tried out',
    description: 'The newest 10, newest first.',
  })
  @ApiAnswer(trialRunListSchema)
  async list(@Param('id', ParseUUIDPipe) id: string): Promise<{ items: TrialRun[] }> {
    return { items: await this.trials.list(id) }
  }

  @Post()
  @ApiOperation({ summary: 'Tries the version out once more; the list says how it goes' })
  @HttpCode(202)
  @ApiAnswer(trialRunListSchema, { status: 202, description: 'It waits for its turn' })
  async request(
    @CurrentPrincipal() principal: Principal,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<{ items: TrialRun[] }> {
    return { items: await this.trials.request(id, principal.userId) }
  }
}
