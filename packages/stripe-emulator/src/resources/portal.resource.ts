import type { Stripe } from 'stripe'

import { livingCustomer } from '../billing/customers.ts'
import { newId } from '../state/ids.ts'
import type { Routes } from './api.ts'
import type { Call } from './call.ts'
import { invalidRequest } from '../http/stripe-fault.ts'

export interface PortalCalls {
  'POST /v1/billing_portal/sessions': Call<
    Stripe.BillingPortal.SessionCreateParams,
    'customer' | 'return_url',
    Stripe.BillingPortal.Session
  >
}

export const portalRoutes = {
  'POST /v1/billing_portal/sessions': ({ world, params }) => {
    if (params.customer === undefined) {
      throw invalidRequest('Missing required param: customer.', { code: 'parameter_missing', param: 'customer' })
    }
    const id = newId('bps')
    const session = {
      id,
      object: 'billing_portal.session',
      configuration: 'bpc_emulator',
      created: world.now(),
      customer: livingCustomer(world, params.customer).id,
      customer_account: null,
      flow: null,
      livemode: false,
      locale: null,
      on_behalf_of: null,
      return_url: params.return_url ?? null,
      url: `${world.settings.url}/p/session/${id}`,
    } satisfies Stripe.BillingPortal.Session
    world.put('portal_session', session)
    world.emit('billing_portal.session.created', session)
    return session
  },
} satisfies Partial<Routes>
