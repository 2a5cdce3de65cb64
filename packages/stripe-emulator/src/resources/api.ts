import type { AccountCalls } from './accounts.resource.ts'
import type { BalanceCalls } from './balance.resource.ts'
import type { ApiRequest } from './call.ts'
import type { ChargeCalls } from './charges.resource.ts'
import type { CheckoutCalls } from './checkout.resource.ts'
import type { CustomerCalls } from './customers.resource.ts'
import type { DisputeCalls } from './disputes.resource.ts'
import type { EventCalls } from './events.resource.ts'
import type { FileCalls } from './files.resource.ts'
import type { InvoiceCalls } from './invoices.resource.ts'
import type { MeterCalls } from './meters.resource.ts'
import type { PaymentIntentCalls } from './payment-intents.resource.ts'
import type { PaymentMethodCalls } from './payment-methods.resource.ts'
import type { PayoutCalls } from './payouts.resource.ts'
import type { PortalCalls } from './portal.resource.ts'
import type { PriceCalls } from './prices.resource.ts'
import type { ProductCalls } from './products.resource.ts'
import type { RefundCalls } from './refunds.resource.ts'
import type { SubscriptionItemCalls } from './subscription-items.resource.ts'
import type { SubscriptionCalls } from './subscriptions.resource.ts'
import type { TaxSettingsCalls } from './tax-settings.resource.ts'
import type { TestClockCalls } from './test-clocks.resource.ts'
import type { TransferCalls } from './transfers.resource.ts'
import type { WebhookEndpointCalls } from './webhook-endpoints.resource.ts'

/** Every route of Stripe that the emulator speaks, with its types. */
export interface Api
  extends
    AccountCalls,
    BalanceCalls,
    ChargeCalls,
    CheckoutCalls,
    CustomerCalls,
    DisputeCalls,
    EventCalls,
    FileCalls,
    InvoiceCalls,
    MeterCalls,
    PaymentIntentCalls,
    PaymentMethodCalls,
    PayoutCalls,
    PortalCalls,
    PriceCalls,
    ProductCalls,
    RefundCalls,
    SubscriptionCalls,
    SubscriptionItemCalls,
    TaxSettingsCalls,
    TestClockCalls,
    TransferCalls,
    WebhookEndpointCalls {}

export type RouteName = keyof Api

/** A handler for each route. */
export type Routes = { readonly [R in RouteName]: (request: ApiRequest<Api[R]['params']>) => Api[R]['answer'] }
