import { Injectable, Logger } from '@nestjs/common'
import { split } from '../../kernel/money.ts'
import { billingErrors, type ProviderObject, ProviderObjects, type Stripe, StripeClient } from '../billing/index.ts'
import { ChargesRepository } from './charges.repository.ts'
import { type PaymentPurpose, readPurpose } from './payment-purpose.ts'

/** A charge as the provider tells it. */
export interface ChargeState {
  providerChargeId: string
  providerPaymentId: string | null
  providerInvoiceId: string | null
  purpose: PaymentPurpose
  currency: string
  grossMinor: bigint
  taxMinor: bigint
  /** Null until the provider says. */
  fee: { currency: string; amountMinor: bigint } | null
  capturedAt: Date
  /** Begin of the time that it paid for; null when it was for no time, or nobody said. */
  paidFrom: Date | null
}

const idOf = (of: string | { id: string } | null | undefined): string | null =>
  typeof of === 'string' ? of : (of?.id ?? null)

/** Reads charges together with what they were for. */
@Injectable()
export class ChargeReader {
  private readonly logger = new Logger('earnings')

  constructor(
    private readonly stripe: StripeClient,
    private readonly objects: ProviderObjects,
    private readonly charges: ChargesRepository,
  ) {}

  /** Null when it is none of ours, or took nothing. @throws DomainError `payment_provider_unavailable` */
  async byId(id: string): Promise<ChargeState | null> {
    const charge = await this.objects.read({ kind: 'charge', id, account: null })
    return charge === null ? null : this.read(charge)
  }

  async read(charge: ProviderObject<'charge'>): Promise<ChargeState | null> {
    if (charge.status !== 'succeeded' || charge.amount_captured === 0) return null
    const payment = idOf(charge.payment_intent)
    const invoice = payment === null ? null : await this.invoiceOf(payment)
    const purpose = readPurpose(charge.metadata) ?? purposeOfInvoice(invoice)
    if (purpose === null || !(await this.isKnown(charge.id, purpose))) return null
    const line = charge.balance_transaction
    return {
      providerChargeId: charge.id,
      providerPaymentId: payment,
      providerInvoiceId: invoice?.id ?? null,
      purpose,
      currency: charge.currency,
      grossMinor: BigInt(charge.amount_captured),
      taxMinor: invoice === null ? BigInt(await this.taxOfSession(payment)) : taxOf(invoice, charge.amount_captured),
      fee:
        typeof line === 'object' && line !== null ? { currency: line.currency, amountMinor: BigInt(line.fee) } : null,
      capturedAt: new Date(charge.created * 1000),
      paidFrom: paidFromOf(invoice),
    }
  }

  /** Who edits metadata at the provider must not keep us from everything else. */
  private async isKnown(chargeId: string, { publisherId, extensionId }: PaymentPurpose): Promise<boolean> {
    const isKnown = await this.charges.knows(publisherId, extensionId)
    if (!isKnown) this.logger.warn({ msg: 'a charge is for nobody we know', chargeId, publisherId, extensionId })
    return isKnown
  }

  private async invoiceOf(payment: string): Promise<Stripe.Invoice | null> {
    return this.asking(async ({ invoicePayments, invoices }) => {
      const query = { payment: { type: 'payment_intent', payment_intent: payment }, limit: 1 } as const
      const [found] = (await invoicePayments.list(query)).data
      const id = idOf(found?.invoice)
      return id === null ? null : invoices.retrieve(id)
    })
  }

  private async taxOfSession(payment: string | null): Promise<number> {
    if (payment === null) return 0
    return this.asking(async ({ checkout }) => {
      const [session] = (await checkout.sessions.list({ payment_intent: payment, limit: 1 })).data
      return session?.total_details?.amount_tax ?? 0
    })
  }

  private async asking<T>(work: (api: Stripe) => Promise<T>): Promise<T> {
    try {
      return await work(this.stripe.api)
    } catch (error) {
      throw this.stripe.failureOf(error) === null ? error : billingErrors.providerAway(error)
    }
  }
}

/** The part of an invoice's tax that a charge has: all of it, unless credit has paid a part of the invoice. */
function taxOf({ total, total_taxes }: Stripe.Invoice, chargedMinor: number): bigint {
  const tax = BigInt((total_taxes ?? []).reduce((sum, { amount }) => sum + amount, 0))
  if (total === chargedMinor || tax <= 0n || total <= 0) return tax > 0n ? tax : 0n
  const [ofCharge] = split(BigInt(chargedMinor), [tax, BigInt(total) - tax])
  return ofCharge
}

/**
 * An invoice of a period may bill what happened in the one before as well; what it pays for begins with the last of the lines
 * that cost something.
 */
function paidFromOf(invoice: Stripe.Invoice | null): Date | null {
  const starts = (invoice?.lines.data ?? []).flatMap(({ amount, period }) => (amount > 0 ? [period.start] : []))
  return starts.length === 0 ? null : new Date(Math.max(...starts) * 1000)
}

const purposeOfInvoice = (invoice: Stripe.Invoice | null): PaymentPurpose | null =>
  readPurpose(invoice?.parent?.subscription_details?.metadata) ?? readPurpose(invoice?.metadata)
