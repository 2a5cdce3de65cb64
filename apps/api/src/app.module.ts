import { type DynamicModule, Module } from '@nestjs/common'
import type { AppConfig } from './config/app-config.ts'
import { ConfigModule } from './config/config.module.ts'
import type { PaymentsConfig } from './config/payments-config.ts'
import { AccountsModule } from './domains/accounts/index.ts'
import { AuditModule } from './domains/audit/index.ts'
import { BillingModule } from './domains/billing/index.ts'
import { BlobRetentionModule } from './domains/blob-retention/index.ts'
import { CatalogModule } from './domains/catalog/index.ts'
import { EarningsModule } from './domains/earnings/index.ts'
import { EntriesModule } from './domains/entries/index.ts'
import { GrantsModule } from './domains/grants/index.ts'
import { JobsModule } from './domains/jobs/index.ts'
import { LedgerModule } from './domains/ledger/index.ts'
import { OperationsModule } from './domains/operations/index.ts'
import { PackagesModule } from './domains/packages/index.ts'
import { PlansModule } from './domains/plans/index.ts'
import { PublishersModule } from './domains/publishers/index.ts'
import { RatingsModule } from './domains/ratings/index.ts'
import { PurchasesModule } from './domains/purchases/index.ts'
import { ReviewModule } from './domains/review/index.ts'
import { SchedulesModule } from './domains/schedules/index.ts'
import { StorefrontModule } from './domains/storefront/index.ts'
import { TrialRunsModule } from './domains/trial-runs/index.ts'
import { WorkspaceDataModule } from './domains/workspace-data/index.ts'
import { WorkspacesModule } from './domains/workspaces/index.ts'
import { BlobsModule } from './platform/blobs/index.ts'
import { DatabaseModule } from './platform/database/index.ts'
import { GuestsModule } from './platform/guests/index.ts'
import { HttpModule } from './platform/http/index.ts'
import { MailModule } from './platform/mail/index.ts'
import { QueueModule } from './platform/queue/index.ts'
import { ServerStatusModule } from './platform/server-status/index.ts'
import { SeedModule } from './seed.module.ts'

/** Composition, in the order in which imports may point: platform first, then the domains from the bottom up. */
@Module({})
export class AppModule {
  static with(config: AppConfig, payments: PaymentsConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config, payments),
        DatabaseModule,
        BlobsModule,
        QueueModule,
        GuestsModule,
        HttpModule,
        MailModule,
        ServerStatusModule,
        AuditModule,
        AccountsModule,
        PublishersModule,
        WorkspacesModule,
        CatalogModule,
        PackagesModule,
        ReviewModule,
        LedgerModule,
        BillingModule,
        PlansModule,
        EarningsModule,
        PurchasesModule,
        GrantsModule,
        EntriesModule,
        BlobRetentionModule,
        OperationsModule,
        JobsModule,
        SchedulesModule,
        WorkspaceDataModule,
        TrialRunsModule,
        RatingsModule,
        StorefrontModule,
        SeedModule,
      ],
    }
  }
}
