import type { Stripe } from 'stripe'

import { livingCustomer } from '../billing/customers.ts'
import { cancelAtPeriodEnd, useCard } from '../billing/portal.ts'
import { currentPeriod } from '../billing/subscriptions.ts'
import { invalidRequest, missingResource } from '../http/stripe-fault.ts'
import { payInvoice } from '../billing/invoice-payment.ts'
import { idOf, idOrNull, type World } from '../state/world.ts'
import { cardFields, cardFrom } from './card-fields.ts'
import { day, html, money, type Html } from './html.ts'
import type { FormInput, PageHandlers } from './page-server.ts'

/** Where a customer sees subscriptions and invoices, cancels, and changes the card. */
export const portalPage: PageHandlers = {
  show: (world, id, problem, input = {}) => {
    const session = world.get('portal_session', id)
    const customer = livingCustomer(world, session.customer)
    const subscriptions = world.list('subscription').filter((subscription) => subscription.customer === customer.id)
    const invoices = world.list('invoice').filter((invoice) => invoice.customer === customer.id)
    return {
      title: 'Your subscriptions',
      problem,
      body: html`
        ${session.return_url ? html`<p><a href="${session.return_url}">Back</a></p>` : null}
        ${subscriptions.length > 0 ? subscriptions.map((one) => subscriptionPart(world, one)) : html`<p>There are none.</p>`}
        <h2>Card</h2>
        <p>${cardText(world, customer)}</p>
        <form method="post">
          <input type="hidden" name="act" value="change_card" />
          ${cardFields(input['card'])}
          <div class="actions"><button>Use this card</button></div>
        </form>
        <h2>Invoices</h2>
        ${invoicesPart(invoices)}
      `,
    }
  },
  submit: (world, id, input) => {
    const customer = livingCustomer(world, world.get('portal_session', id).customer)
    act(world, customer, input)
    return { goTo: `/p/session/${id}` }
  },
}

function act(world: World, customer: Stripe.Customer, input: FormInput): void {
  const handler = ACTS[input['act'] ?? '']
  if (!handler) throw invalidRequest('There is no such act.')
  handler(world, customer, input)
}

const ACTS: Readonly<Record<string, (world: World, customer: Stripe.Customer, input: FormInput) => void>> = {
  change_card: (world, customer, { card }) => useCard(world, customer, cardFrom(card)),
  cancel: (world, customer, input) => cancelAtPeriodEnd(world, ownSubscription(world, customer, input), 'cancel'),
  keep: (world, customer, input) => cancelAtPeriodEnd(world, ownSubscription(world, customer, input), 'keep'),
  pay: (world, customer, input) => void payInvoice(world, ownInvoice(world, customer, input), undefined, 'confirmed'),
}

function subscriptionPart(world: World, subscription: Stripe.Subscription): Html {
  const { end } = currentPeriod(subscription)
  const isOver = subscription.status === 'canceled' || subscription.status === 'incomplete_expired'
  return html`
    <h2>${subscription.items.data.map(({ price }) => nameOf(world, price)).join(', ')}</h2>
    <ul>
      <li>Status: ${subscription.status.replaceAll('_', ' ')}</li>
      ${subscription.items.data.map(({ price, quantity }) => html`<li>${itemText(price, quantity)}</li>`)}
      ${isOver ? null : html`<li>${subscription.cancel_at_period_end ? 'Ends' : 'Renews'} on ${day(end)}</li>`}
    </ul>
    ${
      isOver
        ? null
        : html`<form method="post">
            <input type="hidden" name="subscription" value="${subscription.id}" />
            ${
              subscription.cancel_at_period_end
                ? html`<button name="act" value="keep">Keep the subscription</button>`
                : html`<button name="act" value="cancel" class="quiet">Cancel on ${day(end)}</button>`
            }
          </form>`
    }
  `
}

function invoicesPart(invoices: readonly Stripe.Invoice[]): Html {
  if (invoices.length === 0) return html`<p>There are none.</p>`
  return html`
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Number</th>
            <th scope="col">Date</th>
            <th scope="col">Total</th>
            <th scope="col">Status</th>
          </tr>
        </thead>
        <tbody>
          ${invoices.map(
            (invoice) =>
              html`<tr>
                <td><a href="/i/${invoice.id}">${invoice.number}</a></td>
                <td>${day(invoice.created)}</td>
                <td>${money(invoice.total, invoice.currency)}</td>
                <td>
                  ${invoice.status}
                  ${
                    invoice.status === 'open'
                      ? html`<form method="post">
                          <input type="hidden" name="invoice" value="${invoice.id}" />
                          <button name="act" value="pay">Pay now</button>
                        </form>`
                      : null
                  }
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `
}

function cardText(world: World, customer: Stripe.Customer): string {
  const id = idOrNull(customer.invoice_settings.default_payment_method)
  const method =
    id === null
      ? world.list('payment_method').find((candidate) => candidate.customer === customer.id)
      : world.get('payment_method', id)
  return method?.card ? `${method.card.brand} ending in ${method.card.last4}` : 'No card is known.'
}

/** @throws StripeFault for what is another customer's, as if there were none. */
function ownSubscription(world: World, customer: Stripe.Customer, input: FormInput): Stripe.Subscription {
  const subscription = world.get('subscription', input['subscription'] ?? '')
  if (subscription.customer !== customer.id) throw missingResource('subscription', subscription.id)
  return subscription
}

function ownInvoice(world: World, customer: Stripe.Customer, input: FormInput): Stripe.Invoice {
  const invoice = world.get('invoice', input['invoice'] ?? '')
  if (invoice.customer !== customer.id) throw missingResource('invoice', invoice.id)
  return invoice
}

function nameOf(world: World, price: Stripe.Price): string {
  return world.find('product', idOf(price.product))?.name ?? 'Subscription'
}

function itemText(price: Stripe.Price, quantity: number | undefined): string {
  const amount = `${money(price.unit_amount ?? 0, price.currency)} / ${price.recurring?.interval ?? 'once'}`
  return quantity === undefined ? `${amount} for each unit used` : `${quantity} × ${amount}`
}
