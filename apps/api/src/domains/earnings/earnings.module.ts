import { Module, type OnModuleInit } from '@nestjs/common'
import { Queue } from '../../platform/queue/index.ts'
import { BillingModule, ProviderEvents } from '../billing/index.ts'
import { LedgerModule } from '../ledger/index.ts'
import { PublishersModule } from '../publishers/index.ts'
import { AdminBillingController } from './admin-billing.controller.ts'
import { AdminBillingService } from './admin-billing.service.ts'
import { AdminDisputesController } from './admin-disputes.controller.ts'
import { AdminLedgerController } from './admin-ledger.controller.ts'
import { AdminTroublesController } from './admin-troubles.controller.ts'
import { ChargeEvents } from './charge-events.service.ts'
import { ChargeReader } from './charge-reader.ts'
import { ChargeViews } from './charge-views.service.ts'
import { ChargesRepository } from './charges.repository.ts'
import { Charges } from './charges.service.ts'
import { DisputeAnswersRepository } from './dispute-answers.repository.ts'
import { DisputeAnswers } from './dispute-answers.service.ts'
import { DisputeDocuments } from './dispute-documents.service.ts'
import { DisputesRepository } from './disputes.repository.ts'
import { Disputes } from './disputes.service.ts'
import { EarningsMetrics } from './earnings-metrics.ts'
import { EarningsRound } from './earnings-round.service.ts'
import { EarningsRepository } from './earnings.repository.ts'
import { EarningsService } from './earnings.service.ts'
import { MovementsRepository } from './movements.repository.ts'
import { Movements } from './movements.service.ts'
import { PayoutAccountController } from './payout-account.controller.ts'
import { PayoutAccountsRepository } from './payout-accounts.repository.ts'
import { PayoutAccounts } from './payout-accounts.service.ts'
import { PayoutsRepository } from './payouts.repository.ts'
import { Payouts } from './payouts.service.ts'
import { ProviderLook } from './provider-look.service.ts'
import { PublisherEarningsController } from './publisher-earnings.controller.ts'
import { ReconciliationsRepository } from './reconciliations.repository.ts'
import { Reconciliations } from './reconciliations.service.ts'
import { RefundsRepository } from './refunds.repository.ts'
import { Refunds } from './refunds.service.ts'
import { Troubles } from './troubles.service.ts'

@Module({
  imports: [BillingModule, LedgerModule, PublishersModule],
  controllers: [
    AdminBillingController,
    AdminDisputesController,
    AdminLedgerController,
    AdminTroublesController,
    PayoutAccountController,
    PublisherEarningsController,
  ],
  providers: [
    AdminBillingService,
    ChargeEvents,
    ChargeReader,
    ChargeViews,
    Charges,
    ChargesRepository,
    DisputeAnswers,
    DisputeAnswersRepository,
    DisputeDocuments,
    Disputes,
    DisputesRepository,
    EarningsMetrics,
    EarningsRepository,
    EarningsRound,
    EarningsService,
    Movements,
    MovementsRepository,
    PayoutAccounts,
    PayoutAccountsRepository,
    Payouts,
    PayoutsRepository,
    ProviderLook,
    Reconciliations,
    ReconciliationsRepository,
    Refunds,
    RefundsRepository,
    Troubles,
  ],
  exports: [Charges],
})
export class EarningsModule implements OnModuleInit {
  constructor(
    private readonly events: ProviderEvents,
    private readonly queue: Queue,
    private readonly charges: ChargeEvents,
    private readonly movements: Movements,
    private readonly refunds: Refunds,
    private readonly disputes: Disputes,
    private readonly disputeAnswers: DisputeAnswers,
    private readonly payoutAccounts: PayoutAccounts,
    private readonly payouts: Payouts,
  ) {}

  onModuleInit(): void {
    this.charges.listen()
    this.refunds.listen()
    this.disputes.listen()
    this.disputeAnswers.listen()
    this.movements.listen()
    this.payoutAccounts.listen()
    this.payouts.listen()
    this.events.on('transfer', { apply: (tx, transfer) => this.movements.recognise(tx, transfer) })
    this.queue.listen('payout_account.changed', 'earnings', ({ publisherId }) =>
      this.movements.settleAgain(publisherId),
    )
  }
}
