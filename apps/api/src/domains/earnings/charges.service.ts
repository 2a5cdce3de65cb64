import { Injectable } from '@nestjs/common'
import { AppConfig } from '../../config/app-config.ts'
import { Clock } from '../../kernel/clock.ts'
import type { Tx } from '../../platform/database/index.ts'
import { accounts, Ledger, ShareRules } from '../ledger/index.ts'
import { difference, earnedOf, positionOf, shareOut } from './charge-shares.ts'
import type { ChargeState } from './charge-reader.ts'
import { type ChargeChange, type ChargeRow, ChargesRepository } from './charges.repository.ts'
import { Movements } from './movements.service.ts'

/** What is told of in the transaction in which a charge was captured, refunded, disputed or won back. */
export type ChargeListener = (tx: Tx, charge: ChargeRow) => Promise<void>

const DAY_MS = 86_400_000

/** Charges and their shares. Everything that changes one goes through here, and is booked where it is written. */
@Injectable()
export class Charges {
  private readonly listeners: ChargeListener[] = []

  constructor(
    private readonly repository: ChargesRepository,
    private readonly ledger: Ledger,
    private readonly rules: ShareRules,
    private readonly movements: Movements,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /** Called by modules while they start. */
  onChange(listener: ChargeListener): void {
    this.listeners.push(listener)
  }

  /** Charges of these purchases, newest first; inside a transaction as it sees them. */
  ofPurchases(purchaseIds: readonly string[], tx?: Tx): Promise<ChargeRow[]> {
    return this.repository.ofPurchases(purchaseIds, tx)
  }

  /** Takes over what the provider charged, under the rule of that time, and locks it. Once; later it only fills in the fee. */
  async capture(tx: Tx, state: ChargeState): Promise<ChargeRow> {
    const { providerChargeId, purpose, capturedAt } = state
    const rule = await this.rules.inForce(tx, purpose.publisherId, capturedAt)
    const shares = shareOut(state.grossMinor, state.taxMinor, rule.publisherBasisPoints)
    const isNew = await this.repository.insert(tx, {
      providerChargeId,
      providerPaymentId: state.providerPaymentId,
      providerInvoiceId: state.providerInvoiceId,
      ...purpose,
      currency: state.currency,
      grossMinor: state.grossMinor,
      taxMinor: shares.tax,
      publisherMinor: shares.publisher,
      platformMinor: shares.platform,
      shareRuleVersion: rule.version,
      capturedAt,
      paidFrom: state.paidFrom,
      maturesAt: this.maturityOf(capturedAt),
    })
    const charge = await this.repository.lockByProviderId(tx, providerChargeId)
    if (charge === null) throw new Error(`The charge ${providerChargeId} is gone`)
    const known = await this.bookFee(tx, charge, state)
    if (!isNew) return known
    await this.book(tx, null, known, { key: `charge:${providerChargeId}:captured`, cause: `charge:${known.id}` })
    return this.follow(tx, known, `charge:${known.id}`)
  }

  /** Locks a charge, and captures it when it is heard of only now. Null when it is none of ours. */
  async lock(tx: Tx, providerChargeId: string, state: ChargeState | null): Promise<ChargeRow | null> {
    if (state !== null) return this.capture(tx, state)
    return this.repository.lockByProviderId(tx, providerChargeId)
  }

  /** Changes the facts of a charge that is locked. `fact` is the key under which it is booked. */
  async change(
    tx: Tx,
    charge: ChargeRow,
    change: ChargeChange,
    { key, cause }: { key: string; cause: string },
  ): Promise<ChargeRow> {
    const after = await this.repository.update(tx, charge.id, change)
    await this.book(tx, charge, after, { key, cause })
    return this.follow(tx, after, cause)
  }

  /** The days begin with the charge; by our clock, when the provider's is ahead of it. */
  private maturityOf(capturedAt: Date): Date {
    const begin = Math.min(capturedAt.getTime(), this.clock.now().getTime())
    return new Date(begin + this.config.billing.payoutHoldDays * DAY_MS)
  }

  private async follow(tx: Tx, charge: ChargeRow, cause: string): Promise<ChargeRow> {
    const settled = await this.movements.settle(tx, charge, cause)
    for (const listener of this.listeners) await listener(tx, settled)
    return settled
  }

  private async book(
    tx: Tx,
    before: ChargeRow | null,
    after: ChargeRow,
    { key, cause }: { key: string; cause: string },
  ): Promise<void> {
    const lines = difference(before === null ? [] : positionOf(before), positionOf(after))
    const transactionId = await this.ledger.post(tx, key, { subject: `charge:${after.providerChargeId}`, lines })
    const amountMinor = earnedOf(after) - (before === null ? 0n : earnedOf(before))
    if (transactionId === null || amountMinor === 0n) return
    const { publisherId, id: chargeId, currency, maturesAt } = after
    await this.repository.insertLine(tx, {
      publisherId,
      chargeId,
      currency,
      amountMinor,
      cause,
      transactionId,
      maturesAt,
    })
  }

  /** The platform bears what the provider takes for a charge. */
  private async bookFee(tx: Tx, charge: ChargeRow, { fee, providerChargeId }: ChargeState): Promise<ChargeRow> {
    if (fee === null || charge.providerFeeMinor !== null) return charge
    const { currency, amountMinor } = fee
    await this.ledger.post(tx, `charge:${providerChargeId}:fee`, {
      subject: `charge:${providerChargeId}`,
      lines: [
        { account: accounts.providerFees, currency, amountMinor },
        { account: accounts.providerBalance, currency, amountMinor: -amountMinor },
      ],
    })
    return this.repository.update(tx, charge.id, { providerFeeMinor: amountMinor })
  }
}
