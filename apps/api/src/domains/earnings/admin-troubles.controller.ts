import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
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
  @ApiAnswer(billingTroublePageSchema)
  list(@Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>): Promise<Page<BillingTrouble>> {
    return this.troubles.list(query)
  }

  /** Looks whether it was done after all, and has it done when it was not. */
  @Post(':trouble/retry')
  @HttpCode(204)
  retry(@CurrentPrincipal() { userId }: Principal, @Param('trouble', ParseUUIDPipe) trouble: string): Promise<void> {
    return this.troubles.retry(userId, trouble)
  }
}
