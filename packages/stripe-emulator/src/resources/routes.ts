import { accountRoutes } from './accounts.resource.ts'
import type { Routes } from './api.ts'
import { balanceRoutes } from './balance.resource.ts'
import { chargeRoutes } from './charges.resource.ts'
import { checkoutRoutes } from './checkout.resource.ts'
import { customerRoutes } from './customers.resource.ts'
import { disputeRoutes } from './disputes.resource.ts'
import { eventRoutes } from './events.resource.ts'
import { fileRoutes } from './files.resource.ts'
import { invoiceRoutes } from './invoices.resource.ts'
import { meterRoutes } from './meters.resource.ts'
import { paymentIntentRoutes } from './payment-intents.resource.ts'
import { paymentMethodRoutes } from './payment-methods.resource.ts'
import { payoutRoutes } from './payouts.resource.ts'
import { portalRoutes } from './portal.resource.ts'
import { priceRoutes } from './prices.resource.ts'
import { productRoutes } from './products.resource.ts'
import { refundRoutes } from './refunds.resource.ts'
import { subscriptionItemRoutes } from './subscription-items.resource.ts'
import { subscriptionRoutes } from './subscriptions.resource.ts'
import { taxSettingsRoutes } from './tax-settings.resource.ts'
import { testClockRoutes } from './test-clocks.resource.ts'
import { transferRoutes } from './transfers.resource.ts'
import { webhookEndpointRoutes } from './webhook-endpoints.resource.ts'

/** The registry: what is not here is answered as an unrecognized URL. */
export const routes: Routes = {
  ...accountRoutes,
  ...balanceRoutes,
  ...chargeRoutes,
  ...checkoutRoutes,
  ...customerRoutes,
  ...disputeRoutes,
  ...eventRoutes,
  ...fileRoutes,
  ...invoiceRoutes,
  ...meterRoutes,
  ...paymentIntentRoutes,
  ...paymentMethodRoutes,
  ...payoutRoutes,
  ...portalRoutes,
  ...priceRoutes,
  ...productRoutes,
  ...refundRoutes,
  ...subscriptionItemRoutes,
  ...subscriptionRoutes,
  ...taxSettingsRoutes,
  ...testClockRoutes,
  ...transferRoutes,
  ...webhookEndpointRoutes,
}
