import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  beginOnboardingSchema,
  type PayoutAccount,
  payoutAccountSchema,
  type ProviderPage,
  providerPageSchema,
} from '@grantry/contract'
import type { z } from 'zod'
import { ApiAnswer, CurrentPrincipal, type Principal, SiteAddress } from '../../platform/http/index.ts'
import { PublishersService } from '../publishers/index.ts'
import { PayoutAccounts } from './payout-accounts.service.ts'
import { toPayoutAccount } from './views.ts'

/** Where a publisher's money goes. Only its owners say so, and no token does. */
@ApiTags('earnings')
@Controller('v1/publishers/:slug/payout-account')
export class PayoutAccountController {
  constructor(
    private readonly publishers: PublishersService,
    private readonly accounts: PayoutAccounts,
    private readonly site: SiteAddress,
  ) {}

  @Post('onboarding')
  @ApiOperation({
    summary: 'Begins to set up the payout account',
    description: 'Answers the address of a page of the payment provider. For owners.',
  })
  @HttpCode(200)
  @ApiAnswer(providerPageSchema)
  async begin(
    @CurrentPrincipal() { userId }: Principal,
    @Param('slug') slug: string,
    @Body({ schema: beginOnboardingSchema }) { returnTo }: z.infer<typeof beginOnboardingSchema>,
  ): Promise<ProviderPage> {
    const publisher = await this.publishers.requireOwner(slug, userId)
    return { url: await this.accounts.begin(userId, publisher, `${this.site.origin}${returnTo}`) }
  }

  @Post('refresh')
  @ApiOperation({ summary: 'Reads anew how the payout account stands', description: 'For owners.' })
  @HttpCode(200)
  @ApiAnswer(payoutAccountSchema)
  async refresh(@CurrentPrincipal() { userId }: Principal, @Param('slug') slug: string): Promise<PayoutAccount> {
    const { id } = await this.publishers.requireOwner(slug, userId)
    return toPayoutAccount(await this.accounts.refresh(id))
  }

  @Post('dashboard')
  @ApiOperation({ summary: 'Opens the payment provider’s page of the payout account', description: 'For owners.' })
  @HttpCode(200)
  @ApiAnswer(providerPageSchema)
  async openDashboard(@CurrentPrincipal() { userId }: Principal, @Param('slug') slug: string): Promise<ProviderPage> {
    const { id } = await this.publishers.requireOwner(slug, userId)
    return { url: await this.accounts.openDashboard(id) }
  }
}
