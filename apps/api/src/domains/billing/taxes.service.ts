import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common'
import type { TaxTerms } from '@grantry/contract'
import { AppConfig } from '../../config/app-config.ts'
import { billingErrors } from './billing.errors.ts'
import { StripeClient } from './stripe.client.ts'

/**
 * Whether taxes are reckoned here. The provider does that, by where the buyer lives and where the platform is registered: it
 * has to know the platform's own address, and nobody can buy before it does.
 */
@Injectable()
export class Taxes implements OnApplicationBootstrap {
  private readonly logger = new Logger('billing')

  constructor(
    private readonly config: AppConfig,
    private readonly stripe: StripeClient,
  ) {}

  /** How prices stand to taxes. */
  get terms(): TaxTerms {
    return this.config.billing.tax
  }

  /** Says in the log what would keep people from buying. The start does not wait for it. */
  onApplicationBootstrap(): void {
    this.requireReady().catch((error: unknown) => this.logger.warn({ msg: 'taxes cannot be reckoned now', err: error }))
  }

  /** @throws DomainError `taxes_not_ready`, `payment_provider_unavailable` */
  async requireReady(): Promise<void> {
    if (this.terms === 'none') return
    const missing = await this.missing()
    if (missing !== null) throw billingErrors.taxesNotReady(missing)
  }

  /** What the provider still wants to know; null when it can reckon. */
  private async missing(): Promise<readonly string[] | null> {
    try {
      const { status, status_details } = await this.stripe.api.tax.settings.retrieve()
      return status === 'active' ? null : (status_details.pending?.missing_fields ?? [])
    } catch (error) {
      const failure = this.stripe.failureOf(error)
      if (failure === null) throw error
      throw failure.kind === 'final'
        ? billingErrors.providerRefused(failure.code, failure.message)
        : billingErrors.providerAway(error)
    }
  }
}
