import { Injectable } from '@nestjs/common'
import { Stripe } from 'stripe'
import { PaymentsConfig } from '../../config/payments-config.ts'
import { billingErrors } from './billing.errors.ts'

export type { Stripe }

/** What the provider may take for an answer. */
const TIMEOUT_MS = 20_000
/** How old what it tells may be, by its signature. */
const TOLERANCE_SECONDS = 300
/** What may have another answer next time, with the same key. */
const PASSING = new Set([
  'StripeConnectionError',
  'StripeAPIError',
  'StripeRateLimitError',
  // A key that is wrong is set right by the operator; what was decided is still to be done.
  'StripeAuthenticationError',
])
const NO_LONGER_THERE = new Set(['resource_missing', 'account_invalid'])

export interface ProviderFailure {
  /** `passing`: asking again may help. `final`: it was refused. */
  kind: 'passing' | 'final'
  code: string
  message: string
}

/** The one place that knows the package of the provider. Where it answers comes from the configuration. */
@Injectable()
export class StripeClient {
  readonly api: Stripe
  private readonly webhookSecrets: readonly string[]

  constructor({ secretKey, webhookSecret, apiBase }: PaymentsConfig) {
    this.webhookSecrets = webhookSecret?.split(',') ?? []
    this.api = new Stripe(secretKey, {
      telemetry: false,
      timeout: TIMEOUT_MS,
      // Whoever asks knows whether to ask again: calls do under their key, and what a webhook is about is told again.
      maxNetworkRetries: 0,
      appInfo: { name: 'Grantry' },
      ...(apiBase !== null && {
        host: apiBase.hostname,
        port: apiBase.port || (apiBase.protocol === 'https:' ? 443 : 80),
        protocol: apiBase.protocol === 'https:' ? 'https' : 'http',
      }),
    })
  }

  /**
   * Reads what the provider tells, when it is signed with one of our secrets: its endpoints for the platform and for connected
   * accounts have one each.
   *
   * @throws DomainError `webhook_signature_invalid` before anything of the payload was looked at
   */
  verify(payload: Buffer, signature: string): Stripe.Event {
    let cause: unknown = null
    for (const secret of this.webhookSecrets) {
      try {
        return this.api.webhooks.constructEvent(payload, signature, secret, TOLERANCE_SECONDS)
      } catch (error) {
        cause = error
      }
    }
    throw billingErrors.signatureInvalid(cause)
  }

  /** What went wrong at the provider, or null when it was something else. */
  failureOf(error: unknown): ProviderFailure | null {
    if (!(error instanceof Stripe.errors.StripeError)) return null
    // 409: another request with this key is being served.
    const isPassing = PASSING.has(error.type) || error.statusCode === 409 || (error.statusCode ?? 0) >= 500
    return { kind: isPassing ? 'passing' : 'final', code: error.code ?? error.type, message: error.message }
  }

  isMissing(error: unknown): boolean {
    return error instanceof Stripe.errors.StripeError && NO_LONGER_THERE.has(error.code ?? '')
  }
}
