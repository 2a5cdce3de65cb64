import { Injectable, Logger } from '@nestjs/common'
import { AppConfig } from '../../config/app-config.ts'
import { Clock } from '../../kernel/clock.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { AuditService } from '../audit/index.ts'
import {
  billingErrors,
  type ProviderCallRow,
  ProviderCalls,
  ProviderEvents,
  providerAmount,
  type Stripe,
  StripeClient,
} from '../billing/index.ts'
import { accounts, Ledger } from '../ledger/index.ts'
import { earningsErrors } from './earnings.errors.ts'
import { type PayoutAccountRow, PayoutAccountsRepository } from './payout-accounts.repository.ts'
import { choosePayout } from './payout-choice.ts'
import { type PayoutRow, PayoutsRepository, type PayoutState } from './payouts.repository.ts'

const subjectOf = (id: string): string => `payout:${id}`
const STATES: Readonly<Record<string, PayoutState>> = { paid: 'paid', failed: 'failed', canceled: 'failed' }
const IS_GIVEN_UP: readonly PayoutState[] = ['failed', 'refused']
/** What the provider refused it will most likely refuse again: by itself it is asked for again after so long. */
const AFTER_REFUSAL_MS = 86_400_000

/**
 * Pays publishers what they have earned and what was held for its days: whole lines, each once, in each currency on its own,
 * never more than the provider has. A payout that comes back is earned again.
 */
@Injectable()
export class Payouts {
  private readonly logger = new Logger('earnings')

  constructor(
    private readonly repository: PayoutsRepository,
    private readonly payoutAccounts: PayoutAccountsRepository,
    private readonly calls: ProviderCalls,
    private readonly events: ProviderEvents,
    private readonly stripe: StripeClient,
    private readonly ledger: Ledger,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /**
   * Everybody who is due something. What goes wrong with one is no matter of the others.
   *
   * @param userId who asked for it; null: its hour has come
   */
  async payOutAll(userId: string | null): Promise<void> {
    for (const publisherId of await this.payoutAccounts.readyPublishers()) {
      try {
        await this.payOut(publisherId, userId)
      } catch (error) {
        this.logger.warn({ msg: 'a payout could not be made', publisherId, err: error })
      }
    }
  }

  /** Pays out what is due now. Answers what was begun; nothing when nothing is due. `userId` as in {@link payOutAll}. */
  async payOut(publisherId: string, userId: string | null): Promise<PayoutRow[]> {
    const account = await this.payoutAccounts.get(publisherId)
    if (account?.providerAccountId == null) throw earningsErrors.notOnboarded()
    if (!account.payoutsEnabled) throw earningsErrors.payoutsNotEnabled()
    const currencies = await this.repository.dueCurrencies(publisherId, this.clock.now())
    if (currencies.length === 0) return []
    const available = await this.availableOf(account.providerAccountId)
    const begun: { payout: PayoutRow; call: string }[] = []
    for (const currency of currencies) {
      const one = await this.decide(account, currency, available.get(currency) ?? 0n, userId)
      if (one !== null) begun.push(one)
    }
    for (const { call } of begun) await this.calls.perform(call)
    const rows = await Promise.all(begun.map(({ payout }) => this.repository.find(publisherId, payout.id)))
    return rows.filter((row) => row !== null)
  }

  /** Pays out anew what the provider has refused. */
  async payOutAgain(userId: string, id: string): Promise<void> {
    const row = await this.database.transaction((tx) => this.repository.lock(tx, { id }))
    if (row?.state === 'refused') await this.payOut(row.publisherId, userId)
  }

  listen(): void {
    this.calls.on('payout.create', {
      onAnswer: async (tx, { subject }, payout) => {
        const row = await this.repository.lock(tx, { id: subject.slice(subjectOf('').length) })
        // What the provider told since is newer than its answer.
        if (row?.state === 'decided') await this.apply(tx, row, payout)
      },
      onRefusal: (tx, call, failure) => this.refused(tx, call, failure),
    })
    this.events.on('payout', { apply: (tx, payout) => this.takeOver(tx, payout) }, 'connected')
    this.events.on('payout', { apply: (tx, payout) => this.bookPlatformPayout(tx, payout) })
  }

  private decide(
    account: PayoutAccountRow,
    currency: string,
    availableMinor: bigint,
    userId: string | null,
  ): Promise<{ payout: PayoutRow; call: string } | null> {
    const { publisherId, providerAccountId } = account
    return this.database.transaction(async (tx) => {
      await this.repository.lockPublisher(tx, publisherId)
      const last = await this.repository.newest(tx, publisherId, currency)
      if (userId === null && this.isRefusedLately(last)) return null
      const lines = await this.repository.dueLines(tx, publisherId, currency, this.clock.now())
      const choice = choosePayout(lines, {
        availableMinor: availableMinor - (await this.repository.decidedMinor(tx, publisherId, currency)),
        thresholdMinor: BigInt(this.config.billing.payoutThresholdMinor),
      })
      if (choice === null) return null
      const { amountMinor, lineIds } = choice
      const payout = await this.repository.insert(tx, { publisherId, currency, amountMinor }, lineIds)
      if (last?.state === 'refused') await this.calls.endTroublesOf(tx, [subjectOf(last.id)])
      const call = await this.calls.decide(tx, {
        kind: 'payout.create',
        subject: subjectOf(payout.id),
        params: {
          account: providerAccountId ?? '',
          amount: providerAmount(amountMinor),
          currency,
          metadata: { grantry_payout: payout.id },
        },
      })
      await this.audit.append(tx, {
        actorId: userId,
        action: 'payout.decided',
        subject: `publisher:${publisherId}`,
        data: { payoutId: payout.id, amountMinor: String(amountMinor), currency, lines: lineIds.length },
      })
      return { payout, call }
    })
  }

  private isRefusedLately(last: PayoutRow | null): boolean {
    if (last?.state !== 'refused') return false
    return this.clock.now().getTime() - last.createdAt.getTime() < AFTER_REFUSAL_MS
  }

  private async availableOf(stripeAccount: string): Promise<Map<string, bigint>> {
    try {
      const { available } = await this.stripe.api.balance.retrieve({}, { stripeAccount })
      return new Map(available.map(({ currency, amount }) => [currency, BigInt(amount)]))
    } catch (error) {
      throw this.stripe.failureOf(error) === null ? error : billingErrors.providerAway(error)
    }
  }

  private async refused(
    tx: Tx,
    call: ProviderCallRow,
    { code, message }: { code: string; message: string },
  ): Promise<void> {
    if (call.state !== 'refused') return
    const row = await this.repository.lock(tx, { id: call.subject.slice(subjectOf('').length) })
    if (row?.state !== 'decided') return
    await this.repository.update(tx, row.id, { state: 'refused', failureCode: code, failure: message })
    await this.repository.release(tx, row.id, this.clock.now())
  }

  private async takeOver(tx: Tx, payout: Stripe.Payout): Promise<void> {
    const own = payout.metadata?.['grantry_payout']
    const known = await this.repository.lock(tx, { providerPayoutId: payout.id })
    const row = known ?? (own === undefined ? null : await this.repository.lock(tx, { id: own }))
    if (row !== null) await this.apply(tx, row, payout)
  }

  private async apply(tx: Tx, row: PayoutRow, payout: Stripe.Payout): Promise<void> {
    const state = STATES[payout.status] ?? 'sent'
    if (state === row.state && row.providerPayoutId !== null) return
    await this.repository.update(tx, row.id, {
      state,
      providerPayoutId: payout.id,
      failureCode: payout.failure_code ?? null,
      failure: payout.failure_message ?? null,
      arrivesAt: new Date(payout.arrival_date * 1000),
    })
    await this.book(tx, row, { key: `payout:${payout.id}:sent`, amountMinor: row.amountMinor })
    if (!IS_GIVEN_UP.includes(state)) return
    await this.book(tx, row, { key: `payout:${payout.id}:failed`, amountMinor: -row.amountMinor })
    await this.repository.release(tx, row.id, this.clock.now())
  }

  private async book(
    tx: Tx,
    { id, publisherId, currency }: PayoutRow,
    { key, amountMinor }: { key: string; amountMinor: bigint },
  ): Promise<void> {
    await this.ledger.post(tx, key, {
      subject: subjectOf(id),
      lines: [
        { account: accounts.earnings(publisherId), currency, amountMinor },
        { account: accounts.connected(publisherId), currency, amountMinor: -amountMinor },
      ],
    })
  }

  /** What the provider pays to the platform's own bank. */
  private async bookPlatformPayout(tx: Tx, payout: Stripe.Payout): Promise<void> {
    const { id, currency } = payout
    const amountMinor = BigInt(payout.amount)
    const post = (what: string, amount: bigint) =>
      this.ledger.post(tx, `platform_payout:${id}:${what}`, {
        subject: `platform_payout:${id}`,
        lines: [
          { account: accounts.platformBank, currency, amountMinor: amount },
          { account: accounts.providerBalance, currency, amountMinor: -amount },
        ],
      })
    await post('sent', amountMinor)
    if (STATES[payout.status] === 'failed') await post('failed', -amountMinor)
  }
}
