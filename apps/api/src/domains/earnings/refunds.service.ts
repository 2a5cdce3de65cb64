import { Injectable } from '@nestjs/common'
import type { CreateRefund } from '@grantry/contract'
import { toMoney } from '../../kernel/money.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { AuditService } from '../audit/index.ts'
import { type ProviderCallRow, ProviderCalls, ProviderEvents, providerAmount, type Stripe } from '../billing/index.ts'
import { ChargeReader, type ChargeState } from './charge-reader.ts'
import { type ChargeRow, ChargesRepository } from './charges.repository.ts'
import { Charges } from './charges.service.ts'
import { earningsErrors } from './earnings.errors.ts'
import { type RefundRow, RefundsRepository, type RefundState } from './refunds.repository.ts'

const subjectOf = (id: string): string => `refund:${id}`
/** States in which the money has left the platform's balance. */
const COUNTED: readonly RefundState[] = ['pending', 'succeeded']
/** How far a refund is, by the provider's own words; what it says otherwise is on its way. */
const STATES: Readonly<Record<string, RefundState>> = { succeeded: 'succeeded', failed: 'failed', canceled: 'failed' }

/**
 * Gives back what was charged, in two steps that are each tracked: the charge to the card, and the publisher's share from the
 * publisher's account. The shares are those that the charge was made with.
 */
@Injectable()
export class Refunds {
  constructor(
    private readonly repository: RefundsRepository,
    private readonly charges: Charges,
    private readonly chargeRows: ChargesRepository,
    private readonly reader: ChargeReader,
    private readonly calls: ProviderCalls,
    private readonly events: ProviderEvents,
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** Decides a refund and asks the provider for it at once; it goes on by itself when there is no answer. */
  async request(userId: string, chargeId: string, wish: CreateRefund): Promise<void> {
    const { reason } = wish
    const callId = await this.database.transaction(async (tx) => {
      const charge = await this.chargeRows.lock(tx, chargeId)
      const amount = await this.requireRefundable(tx, charge, wish)
      await this.endTroubles(tx, chargeId)
      const refund = await this.repository.insert(tx, { chargeId, amountMinor: amount, reason, requestedById: userId })
      const call = await this.calls.decide(tx, {
        kind: 'refund.create',
        subject: subjectOf(refund.id),
        params: {
          charge: charge.providerChargeId,
          amount: providerAmount(amount),
          metadata: { grantry_refund: refund.id },
        },
      })
      await this.audit.append(tx, {
        actorId: userId,
        action: 'refund.decided',
        subject: `charge:${chargeId}`,
        workspaceId: charge.workspaceId,
        data: { refundId: refund.id, amountMinor: String(amount), currency: charge.currency, reason },
      })
      return call
    })
    await this.calls.perform(callId)
  }

  /** Decides one anew that the provider has refused. @throws DomainError when it cannot be any more */
  async requestAgain(userId: string, id: string): Promise<void> {
    const row = await this.database.transaction((tx) => this.repository.find(tx, id))
    if (row?.state !== 'refused') return
    await this.request(userId, row.chargeId, { amountMinor: Number(row.amountMinor), reason: row.reason })
  }

  /** Registers what is done with the provider's answers, and with what it tells. */
  listen(): void {
    this.calls.on('refund.create', {
      onAnswer: (tx, call, refund) => this.answered(tx, call, refund),
      onRefusal: (tx, call, { message }) => this.refused(tx, call, message),
    })
    this.events.on('refund', {
      prepare: (refund) => this.readCharge(refund),
      apply: (tx, refund, state) => this.takeOver(tx, refund, state),
    })
  }

  /** What was refused before is no trouble any more: another refund of the charge is asked for. */
  private async endTroubles(tx: Tx, chargeId: string): Promise<void> {
    const refused = await this.repository.refusedOf(tx, chargeId)
    if (refused.length > 0) await this.calls.endTroublesOf(tx, refused.map(subjectOf))
  }

  private async requireRefundable(tx: Tx, charge: ChargeRow, wish: CreateRefund): Promise<bigint> {
    const { amountMinor: wanted, refundableMinor: seen } = wish
    if (charge.disputedMinor > 0n) throw earningsErrors.chargeDisputed()
    const decided = await this.repository.decidedMinor(tx, charge.id)
    const left = charge.grossMinor - charge.refundedMinor - charge.lostMinor - decided
    if (seen !== undefined && BigInt(seen) !== left) throw earningsErrors.chargeChanged(toMoney(left, charge.currency))
    if (left <= 0n) throw earningsErrors.nothingToRefund()
    const amount = wanted === undefined ? left : BigInt(wanted)
    if (amount > left) throw earningsErrors.refundTooLarge(toMoney(left, charge.currency))
    return amount
  }

  /** Null when the charge is known, or none of ours. */
  private async readCharge(refund: Stripe.Refund): Promise<ChargeState | null> {
    const id = chargeIdOf(refund)
    return id === null || (await this.chargeRows.isCaptured(id)) ? null : this.reader.byId(id)
  }

  /** Only for a refund that is still where it was decided: what the provider told since is newer than its answer. */
  private async answered(tx: Tx, { subject }: ProviderCallRow, refund: Stripe.Refund): Promise<void> {
    const charge = await this.charges.lock(tx, chargeIdOf(refund) ?? '', null)
    const row = await this.repository.find(tx, subject.slice(subjectOf('').length))
    if (charge !== null && row?.state === 'decided') await this.apply(tx, charge, row, refund)
  }

  private async refused(tx: Tx, call: ProviderCallRow, failure: string): Promise<void> {
    if (call.state !== 'refused') return
    const row = await this.repository.find(tx, call.subject.slice(subjectOf('').length))
    if (row?.state === 'decided') await this.repository.update(tx, row.id, { state: 'refused', failure })
  }

  private async takeOver(tx: Tx, refund: Stripe.Refund, state: ChargeState | null): Promise<void> {
    const charge = await this.charges.lock(tx, chargeIdOf(refund) ?? '', state)
    if (charge === null) return
    const row = (await this.findRow(tx, refund)) ?? (await this.insertForeign(tx, charge, refund))
    await this.apply(tx, charge, row, refund)
  }

  private async findRow(tx: Tx, refund: Stripe.Refund): Promise<RefundRow | null> {
    const known = await this.repository.findByProviderId(tx, refund.id)
    const own = refund.metadata?.['grantry_refund']
    return known ?? (own === undefined ? null : this.repository.find(tx, own))
  }

  private insertForeign(tx: Tx, charge: ChargeRow, refund: Stripe.Refund): Promise<RefundRow> {
    return this.repository.insert(tx, {
      chargeId: charge.id,
      amountMinor: BigInt(refund.amount),
      reason: 'Refunded at the payment provider',
      requestedById: null,
    })
  }

  private async apply(tx: Tx, charge: ChargeRow, row: RefundRow, refund: Stripe.Refund): Promise<void> {
    const state = STATES[refund.status ?? ''] ?? 'pending'
    if (state === row.state && row.providerRefundId !== null) return
    await this.repository.update(tx, row.id, {
      state,
      providerRefundId: refund.id,
      failure: refund.failure_reason ?? null,
    })
    const before = COUNTED.includes(row.state) ? row.amountMinor : 0n
    const after = COUNTED.includes(state) ? row.amountMinor : 0n
    if (before === after) return
    await this.charges.change(
      tx,
      charge,
      { refundedMinor: charge.refundedMinor + after - before },
      { key: `refund:${refund.id}:${after === 0n ? 'failed' : 'made'}`, cause: subjectOf(row.id) },
    )
  }
}

const chargeIdOf = ({ charge }: Stripe.Refund): string | null =>
  typeof charge === 'string' ? charge : (charge?.id ?? null)
