import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { type BillingTrouble, billingTroublePageSchema, type Page, pageQuerySchema } from '@grantry/contract'
import type { z } from 'zod'
import { AdminOnly, AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { Troubles } from './troubles.service.ts'

/** What the payment provider did not do, for the admins of the server. */
@AdminOnly()
@ApiTags('admin')
@Controller('v1/admin/billing/troubles')
export class AdminTroublesController {
  constructor(private readonly troubles: Troubles) {}

  @AllowToken('review')
  @Get()
  @ApiOperation({ summary: 'Lists what the payment provider refused or never answered' })
  @ApiAnswer(billingTroublePageSchema)
  list(@Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>): Promise<Page<BillingTrouble>> {
    return this.troubles.list(query)
  }

  @Post(':trouble/retry')
  @ApiOperation({
    summary: 'Tries again what the payment provider did not do',
    description: 'Looks first whether it was done after all.',
  })
  @HttpCode(204)
  retry(@CurrentPrincipal() { userId }: Principal, @Param('trouble', ParseUUIDPipe) trouble: string): Promise<void> {
    return this.troubles.retry(userId, trouble)
  }
}
