import { Injectable } from '@nestjs/common'
import { z } from 'zod'
import { Clock } from '../../kernel/clock.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { AuditService } from '../audit/index.ts'
import { ProviderCalls, ProviderEvents, type Stripe } from '../billing/index.ts'
import { earningsErrors } from './earnings.errors.ts'
import { Movements } from './movements.service.ts'
import { type PayoutAccountRow, PayoutAccountsRepository } from './payout-accounts.repository.ts'

const subjectOf = (publisherId: string): string => `payout_account:${publisherId}`

/** The accounts of publishers at the provider, to which their shares go. */
@Injectable()
export class PayoutAccounts {
  constructor(
    private readonly repository: PayoutAccountsRepository,
    private readonly calls: ProviderCalls,
    private readonly events: ProviderEvents,
    private readonly movements: Movements,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  get(publisherId: string): Promise<PayoutAccountRow | null> {
    return this.repository.get(publisherId)
  }

  /** Makes the account when there is none, and answers the page on which the publisher sets it up. */
  async begin(userId: string, publisher: { id: string; slug: string }, returnUrl: string): Promise<string> {
    const account = await this.ensure(userId, publisher)
    const { url } = await this.calls.ask({
      kind: 'account_link.create',
      subject: subjectOf(publisher.id),
      params: { account, type: 'account_onboarding', return_url: returnUrl, refresh_url: returnUrl },
    })
    return url
  }

  /** The publisher's own pages at the provider. */
  async openDashboard(publisherId: string): Promise<string> {
    const { url } = await this.calls.ask({
      kind: 'login_link.create',
      subject: subjectOf(publisherId),
      params: { id: await this.requireAccount(publisherId) },
    })
    return url
  }

  /** Looks at the account without having been told to. */
  async refresh(publisherId: string): Promise<PayoutAccountRow | null> {
    const row = await this.repository.get(publisherId)
    if (row?.providerAccountId != null)
      await this.events.refresh('account', row.providerAccountId, row.providerAccountId)
    return this.repository.get(publisherId)
  }

  /** @throws DomainError `payout_account_missing` */
  async requireAccount(publisherId: string): Promise<string> {
    const row = await this.repository.get(publisherId)
    if (row?.providerAccountId == null) throw earningsErrors.notOnboarded()
    return row.providerAccountId
  }

  listen(): void {
    this.calls.on('account.create', {
      onAnswer: async (tx, call, account) => {
        const row = await this.repository.lock(tx, call.subject.slice(subjectOf('').length))
        if (row.providerAccountId === null) await this.apply(tx, row.publisherId, account)
      },
    })
    this.events.on('account', { apply: (tx, account) => this.takeOver(tx, account) }, 'connected')
  }

  private async ensure(userId: string, publisher: { id: string; slug: string }): Promise<string> {
    const { id } = publisher
    const existing = await this.repository.get(id)
    if (existing?.providerAccountId != null) return existing.providerAccountId
    const call = await this.database.transaction(async (tx) => {
      await this.repository.lock(tx, id)
      // Somebody may have asked for it before, without an answer so far: then it is that account.
      return (
        (await this.calls.findFirm(tx, 'account.create', subjectOf(id))) ?? this.decideAccount(tx, userId, publisher)
      )
    })
    return (await this.calls.answerOf('account.create', call)).id
  }

  private async decideAccount(tx: Tx, userId: string, { id, slug }: { id: string; slug: string }): Promise<string> {
    const call = await this.calls.decide(tx, {
      kind: 'account.create',
      subject: subjectOf(id),
      params: {
        type: 'express',
        capabilities: { transfers: { requested: true } },
        // Only what has been held for its days is paid out, so not the provider says when.
        settings: { payouts: { schedule: { interval: 'manual' } } },
        metadata: { grantry_publisher: id },
      },
    })
    await this.audit.append(tx, {
      actorId: userId,
      action: 'payout_account.begun',
      subject: `publisher:${id}`,
      data: { slug },
    })
    return call
  }

  private async takeOver(tx: Tx, account: Stripe.Account): Promise<void> {
    const known = await this.repository.findByProviderId(tx, account.id)
    const publisherId = known?.publisherId ?? (await this.findNamed(tx, account))
    if (publisherId === null) return
    const row = await this.repository.lock(tx, publisherId)
    if (row.providerAccountId === null || row.providerAccountId === account.id)
      await this.apply(tx, publisherId, account)
  }

  /** Null for an account of somebody who is not here: another server may share the provider with this one. */
  private async findNamed(tx: Tx, { metadata }: Stripe.Account): Promise<string | null> {
    const id = z.uuid().safeParse(metadata?.['grantry_publisher']).data
    return id !== undefined && (await this.repository.isPublisher(tx, id)) ? id : null
  }

  private async apply(tx: Tx, publisherId: string, account: Stripe.Account): Promise<void> {
    await this.repository.update(tx, publisherId, {
      providerAccountId: account.id,
      country: account.country ?? null,
      currency: account.default_currency ?? null,
      detailsSubmitted: account.details_submitted,
      transfersActive: account.capabilities?.transfers === 'active',
      payoutsEnabled: account.payouts_enabled,
      requirements: account.requirements?.currently_due ?? [],
      updatedAt: this.clock.now(),
    })
    await this.movements.announceReady(tx, publisherId)
  }
}
