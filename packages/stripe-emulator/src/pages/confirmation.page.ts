import { settleInvoiceOf } from '../billing/invoice-payment.ts'
import { settleConfirmation } from '../money/payments.ts'
import { html, money } from './html.ts'
import type { Page } from './layout.ts'
import type { PageHandlers } from './page-server.ts'

/** Where a person confirms a payment that waits for it (`next_action.redirect_to_url`). */
export const confirmationPage: PageHandlers = {
  show: (world, id, problem) => {
    const intent = world.get('payment_intent', id)
    if (intent.status !== 'requires_action') return donePage(intent.status)
    const returnUrl = intent.next_action?.redirect_to_url?.return_url
    return {
      title: 'Confirm the payment',
      problem,
      leadsTo: [returnUrl],
      body: html`
        <p>Your bank wants to know whether it is you who pays ${money(intent.amount, intent.currency)}.</p>
        <form method="post">
          <div class="actions">
            <button name="confirmation" value="confirmed">Confirm</button>
            <button name="confirmation" value="refused" class="quiet">Refuse</button>
          </div>
        </form>
      `,
    }
  },
  submit: (world, id, input) => {
    const intent = world.get('payment_intent', id)
    const returnUrl = intent.next_action?.redirect_to_url?.return_url
    settleConfirmation(world, intent, input['confirmation'] === 'confirmed' ? 'confirmed' : 'refused')
    settleInvoiceOf(world, intent)
    return returnUrl ? { goTo: returnUrl } : donePage(intent.status)
  },
}

function donePage(status: string): Page {
  return {
    title: status === 'succeeded' ? 'The payment succeeded' : 'The payment did not succeed',
    body: html`<p>You can close this page.</p>`,
  }
}
