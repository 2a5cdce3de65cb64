import { Injectable } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import type { Tx } from '../../platform/database/index.ts'
import { ProviderEvents, type Stripe } from '../billing/index.ts'
import { accounts, Ledger } from '../ledger/index.ts'
import { ChargeReader, type ChargeState } from './charge-reader.ts'
import { type ChargeRow, ChargesRepository } from './charges.repository.ts'
import { Charges } from './charges.service.ts'
import { disputeStateOf, isInquiry } from './dispute-state.ts'
import { DisputesRepository, type DisputeState } from './disputes.repository.ts'

/**
 * What card holders' banks take back, or ask about before they do. While that is undecided the publisher's share of it is
 * held; a dispute that is won gives it back, one that is lost takes it. What the provider takes for a dispute is the platform's,
 * on an account of its own.
 */
@Injectable()
export class Disputes {
  constructor(
    private readonly repository: DisputesRepository,
    private readonly charges: Charges,
    private readonly chargeRows: ChargesRepository,
    private readonly reader: ChargeReader,
    private readonly events: ProviderEvents,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  listen(): void {
    this.events.on('dispute', {
      prepare: (dispute) => this.readCharge(dispute),
      apply: (tx, dispute, state) => this.takeOver(tx, dispute, state),
    })
  }

  private async readCharge(dispute: Stripe.Dispute): Promise<ChargeState | null> {
    const id = chargeIdOf(dispute)
    return (await this.chargeRows.isCaptured(id)) ? null : this.reader.byId(id)
  }

  private async takeOver(tx: Tx, dispute: Stripe.Dispute, state: ChargeState | null): Promise<void> {
    // It is told of once more when the money is taken.
    if (dispute.balance_transactions.length === 0 && !isInquiry(dispute.status)) return
    const charge = await this.charges.lock(tx, chargeIdOf(dispute), state)
    if (charge === null) return
    const before = await this.repository.findByProviderId(tx, dispute.id)
    const now = disputeStateOf(dispute.status)
    const feeMinor = feeOf(dispute)
    await this.repository.save(tx, {
      chargeId: charge.id,
      providerDisputeId: dispute.id,
      amountMinor: BigInt(dispute.amount),
      feeMinor,
      state: now,
      providerStatus: dispute.status,
      reason: dispute.reason,
      respondBy: dispute.evidence_details.due_by == null ? null : new Date(dispute.evidence_details.due_by * 1000),
      openedAt: new Date(dispute.created * 1000),
      closedAt: now === 'open' ? null : (before?.closedAt ?? this.clock.now()),
    })
    await this.bookFee(tx, dispute, { before: before?.feeMinor ?? 0n, now: feeMinor })
    await this.bookState(tx, charge, dispute, {
      before: before === null || isInquiry(before.providerStatus) ? 'won' : before.state,
      now: isInquiry(dispute.status) ? 'won' : now,
    })
  }

  /** What `won` leaves in the books is what there is without a dispute: nothing is held, and nothing lost. */
  private async bookState(
    tx: Tx,
    charge: ChargeRow,
    dispute: Stripe.Dispute,
    { before, now }: { before: DisputeState; now: DisputeState },
  ): Promise<void> {
    if (before === now) return
    const amount = BigInt(dispute.amount)
    const change = (state: DisputeState) => (before === state ? -amount : now === state ? amount : 0n)
    await this.charges.change(
      tx,
      charge,
      { disputedMinor: charge.disputedMinor + change('open'), lostMinor: charge.lostMinor + change('lost') },
      { key: `dispute:${dispute.id}:${now === 'open' ? 'opened' : now}`, cause: `dispute:${dispute.id}` },
    )
  }

  private async bookFee(
    tx: Tx,
    dispute: Stripe.Dispute,
    { before, now }: { before: bigint; now: bigint },
  ): Promise<void> {
    const currency = dispute.balance_transactions[0]?.currency ?? dispute.currency
    await this.ledger.post(tx, `dispute:${dispute.id}:fee:${now}`, {
      subject: `dispute:${dispute.id}`,
      lines: [
        { account: accounts.disputeFees, currency, amountMinor: now - before },
        { account: accounts.providerBalance, currency, amountMinor: before - now },
      ],
    })
  }
}

const chargeIdOf = ({ charge }: Stripe.Dispute): string => (typeof charge === 'string' ? charge : charge.id)

const feeOf = ({ balance_transactions: lines }: Stripe.Dispute): bigint =>
  lines.reduce((sum, { fee }) => sum + BigInt(fee), 0n)
