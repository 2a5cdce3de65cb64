import { Module } from '@nestjs/common'
import { BillingModule } from '../billing/index.ts'
import { CatalogModule } from '../catalog/index.ts'
import { EarningsModule } from '../earnings/index.ts'
import { PlansModule } from '../plans/index.ts'
import { WorkspacesModule } from '../workspaces/index.ts'
import { BillingDesk } from './billing-desk.service.ts'
import { Checkout } from './checkout.service.ts'
import { CustomersRepository } from './customers.repository.ts'
import { Customers } from './customers.service.ts'
import { EntitlementsRepository } from './entitlements.repository.ts'
import { Entitlements } from './entitlements.service.ts'
import { InvoicesRepository } from './invoices.repository.ts'
import { PaidUse } from './paid-use.service.ts'
import { PaymentsRepository } from './payments.repository.ts'
import { ProviderNews } from './provider-news.service.ts'
import { PurchaseGuard } from './purchase-guard.ts'
import { PurchasesController } from './purchases.controller.ts'
import { PurchasesRepository } from './purchases.repository.ts'
import { PurchasesService } from './purchases.service.ts'
import { PurchasesTie } from './purchases.tie.ts'
import { Revocations } from './revocations.service.ts'
import { SubscriptionChanges } from './subscription-changes.service.ts'
import { Subscriptions } from './subscriptions.service.ts'
import { UsageRepository } from './usage.repository.ts'
import { Usage } from './usage.service.ts'
import { WorkspaceBillingController } from './workspace-billing.controller.ts'
import { WorkspacePurchases } from './workspace-purchases.service.ts'

@Module({
  imports: [BillingModule, CatalogModule, EarningsModule, PlansModule, WorkspacesModule],
  controllers: [PurchasesController, WorkspaceBillingController],
  providers: [
    BillingDesk,
    Checkout,
    Customers,
    CustomersRepository,
    Entitlements,
    EntitlementsRepository,
    InvoicesRepository,
    PaidUse,
    PaymentsRepository,
    ProviderNews,
    PurchaseGuard,
    PurchasesRepository,
    PurchasesService,
    PurchasesTie,
    Revocations,
    SubscriptionChanges,
    Subscriptions,
    Usage,
    UsageRepository,
    WorkspacePurchases,
  ],
  exports: [Entitlements, PaidUse, WorkspacePurchases],
})
export class PurchasesModule {}
