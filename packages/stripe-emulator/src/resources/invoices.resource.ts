import type { Stripe } from 'stripe'

import { deleteDraft, finalizeInvoice, giveInvoiceUp, subscriptionOf, voidInvoice } from '../billing/invoices.ts'
import { payInvoice } from '../billing/invoice-payment.ts'
import { previewInvoice } from '../billing/invoice-previews.ts'
import { isWithin, pageOf } from '../state/list-page.ts'
import { mergeMetadata } from '../state/world.ts'
import type { Routes } from './api.ts'
import type { Call, Paging } from './call.ts'

export interface InvoiceCalls {
  'GET /v1/invoices': Call<
    Stripe.InvoiceListParams,
    Paging | 'created' | 'customer' | 'status' | 'subscription',
    Stripe.ApiList<Stripe.Invoice>
  >
  'GET /v1/invoices/:id': Call<Stripe.InvoiceRetrieveParams, never, Stripe.Invoice>
  'POST /v1/invoices/:id': Call<Stripe.InvoiceUpdateParams, 'description' | 'metadata', Stripe.Invoice>
  'POST /v1/invoices/create_preview': Call<
    Stripe.InvoiceCreatePreviewParams,
    | 'customer'
    | 'subscription'
    | 'subscription_details.items.id'
    | 'subscription_details.items.price'
    | 'subscription_details.items.quantity'
    | 'subscription_details.proration_behavior',
    Stripe.Invoice
  >
  'POST /v1/invoices/:id/pay': Call<Stripe.InvoicePayParams, 'off_session' | 'payment_method', Stripe.Invoice>
  'POST /v1/invoices/:id/finalize': Call<Stripe.InvoiceFinalizeInvoiceParams, 'auto_advance', Stripe.Invoice>
  'POST /v1/invoices/:id/mark_uncollectible': Call<Stripe.InvoiceMarkUncollectibleParams, never, Stripe.Invoice>
  'DELETE /v1/invoices/:id': Call<Stripe.InvoiceDeleteParams, never, Stripe.DeletedInvoice>
  'POST /v1/invoices/:id/void': Call<Stripe.InvoiceVoidInvoiceParams, never, Stripe.Invoice>
  'GET /v1/invoices/:id/lines': Call<Stripe.InvoiceListLineItemsParams, Paging, Stripe.ApiList<Stripe.InvoiceLineItem>>
  'GET /v1/invoice_payments': Call<
    Stripe.InvoicePaymentListParams,
    Paging | 'created' | 'invoice' | 'payment' | 'status',
    Stripe.ApiList<Stripe.InvoicePayment>
  >
  'GET /v1/invoice_payments/:id': Call<Stripe.InvoicePaymentRetrieveParams, never, Stripe.InvoicePayment>
}

export const invoiceRoutes = {
  'GET /v1/invoices': ({ world, params }) =>
    pageOf(
      world
        .list('invoice')
        .filter(
          (invoice) =>
            isWithin(invoice.created, params.created) &&
            (params.customer === undefined || invoice.customer === params.customer) &&
            (params.status === undefined || invoice.status === params.status) &&
            (params.subscription === undefined || subscriptionOf(world, invoice)?.id === params.subscription),
        ),
      params,
      '/v1/invoices',
      'invoice',
    ),
  'GET /v1/invoices/:id': ({ world, path }) => world.get('invoice', path.id),
  'POST /v1/invoices/:id': ({ world, params, path }) => {
    const invoice = world.get('invoice', path.id)
    world.change('invoice', invoice, {
      description: params.description === undefined ? invoice.description : params.description || null,
      metadata: mergeMetadata(invoice.metadata, params.metadata),
    })
    world.emit('invoice.updated', invoice)
    return invoice
  },
  'POST /v1/invoices/create_preview': ({ world, params }) => previewInvoice(world, params),
  'POST /v1/invoices/:id/pay': ({ world, params, path }) =>
    payInvoice(
      world,
      world.get('invoice', path.id),
      params.payment_method,
      params.off_session === false ? 'on_session' : 'off_session',
    ),
  'POST /v1/invoices/:id/finalize': ({ world, params, path }) =>
    world.change('invoice', finalizeInvoice(world, world.get('invoice', path.id)), {
      auto_advance: params.auto_advance ?? false,
    }),
  'POST /v1/invoices/:id/mark_uncollectible': ({ world, path }) => giveInvoiceUp(world, world.get('invoice', path.id)),
  'DELETE /v1/invoices/:id': ({ world, path }) => deleteDraft(world, world.get('invoice', path.id)),
  'POST /v1/invoices/:id/void': ({ world, path }) => voidInvoice(world, world.get('invoice', path.id)),
  'GET /v1/invoices/:id/lines': ({ world, params, path }) => {
    const { lines } = world.get('invoice', path.id)
    return pageOf(lines.data, params, `/v1/invoices/${path.id}/lines`, 'invoice')
  },
  'GET /v1/invoice_payments': ({ world, params }) =>
    pageOf(
      world
        .list('invoice_payment')
        .filter(
          (payment) =>
            (params.invoice === undefined || payment.invoice === params.invoice) &&
            (params.status === undefined || payment.status === params.status) &&
            (params.payment?.payment_intent === undefined ||
              payment.payment.payment_intent === params.payment.payment_intent) &&
            isWithin(payment.created, params.created),
        ),
      params,
      '/v1/invoice_payments',
      'invoice_payment',
    ),
  'GET /v1/invoice_payments/:id': ({ world, path }) => world.get('invoice_payment', path.id),
} satisfies Partial<Routes>
