import { day, html, money } from './html.ts'
import type { PageHandlers } from './page-server.ts'

/** An invoice to look at (`hosted_invoice_url`). */
export const invoicePage: PageHandlers = {
  show: (world, id) => {
    const invoice = world.get('invoice', id)
    return {
      title: `Invoice ${invoice.number ?? ''}`,
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
      `,
    }
  },
}
