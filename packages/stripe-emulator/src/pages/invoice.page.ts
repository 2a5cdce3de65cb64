import type { Stripe } from 'stripe'

import { payInvoice } from '../billing/invoice-payment.ts'
import { attachPaymentMethod, createCardMethod } from '../money/payment-methods.ts'
import { idOrNull } from '../state/world.ts'
import { cardFields, cardFrom } from './card-fields.ts'
import { day, html, money, type Html } from './html.ts'
import type { PageHandlers } from './page-server.ts'

/** An invoice to look at and to pay (`hosted_invoice_url`). */
export const invoicePage: PageHandlers = {
  show: (world, id, problem, input = {}) => {
    const invoice = world.get('invoice', id)
    return {
      title: `Invoice ${invoice.number ?? ''}`,
      problem,
      body: html`
        <ul>
          <li>For ${invoice.customer_name ?? invoice.customer_email ?? 'a customer'}</li>
          <li>Of ${day(invoice.created)}</li>
          <li>Status: ${invoice.status}</li>
        </ul>
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col">For</th>
                <th scope="col">Amount</th>
              </tr>
            </thead>
            <tbody>
              ${invoice.lines.data.map(
                (line) =>
                  html`<tr>
                    <td>${line.description}</td>
                    <td>${day(line.period.start)} to ${day(line.period.end)}</td>
                    <td>${money(line.amount, line.currency)}</td>
                  </tr>`,
              )}
            </tbody>
            <tfoot>
              ${(invoice.total_taxes ?? []).map(
                ({ amount, tax_behavior }) =>
                  html`<tr>
                    <th scope="row" colspan="2">Tax${tax_behavior === 'inclusive' ? ', in the amounts' : ''}</th>
                    <td>${money(amount, invoice.currency)}</td>
                  </tr>`,
              )}
              <tr>
                <th scope="row" colspan="2">Total</th>
                <td>${money(invoice.total, invoice.currency)}</td>
              </tr>
              <tr>
                <th scope="row" colspan="2">Paid</th>
                <td>${money(invoice.amount_paid, invoice.currency)}</td>
              </tr>
            </tfoot>
          </table>
        </div>
        ${isOwed(invoice) ? paymentForm(invoice, input['card']) : null}
      `,
    }
  },
  submit: (world, id, input) => {
    const invoice = world.get('invoice', id)
    const customer = world.get('customer', idOrNull(invoice.customer) ?? '')
    const card = createCardMethod(world, cardFrom(input['card']), customer)
    const method = attachPaymentMethod(world, card.id, customer.id)
    // Whoever sends the form is there, and has confirmed what the bank asks.
    payInvoice(world, invoice, method.id, 'confirmed')
    return { goTo: `/i/${id}` }
  },
}

const isOwed = ({ status }: Stripe.Invoice): boolean => status === 'open' || status === 'uncollectible'

function paymentForm(invoice: Stripe.Invoice, card: string | undefined): Html {
  return html`
    <h2>Pay it</h2>
    <form method="post">
      ${cardFields(card)}
      <div class="actions"><button>Pay ${money(invoice.amount_remaining, invoice.currency)}</button></div>
    </form>
  `
}
