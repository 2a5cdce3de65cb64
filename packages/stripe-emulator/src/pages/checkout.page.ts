import type { Stripe } from 'stripe'

import { payCheckout } from '../billing/checkout.ts'
import type { World } from '../state/world.ts'
import { cardFields, cardFrom } from './card-fields.ts'
import { countryField, countryFrom } from './country-field.ts'
import { html, money, type Html } from './html.ts'
import type { Page } from './layout.ts'
import type { FormInput, PageHandlers } from './page-server.ts'

/** Where Checkout happens: a person gives a name and a card, and confirms the payment if the card asks for it. */
export const checkoutPage: PageHandlers = {
  show: (world, id, problem, input = {}) => {
    const session = world.get('checkout.session', id)
    if (session.status !== 'open') return closedPage(session)
    return { title: titleOf(session), body: formOf(world, session, input), problem, leadsTo: targetsOf(session) }
  },
  submit: (world, id, input) => {
    const session = world.get('checkout.session', id)
    const result = payCheckout(world, session, {
      card: cardFrom(input['card']),
      email: input['email'] ?? '',
      name: input['name'] ?? '',
      country: countryFrom(input['country']),
      confirmation: confirmationOf(input['confirmation']),
      quantities: quantitiesOf(world, session, input),
    })
    switch (result.kind) {
      case 'completed':
        return { goTo: (session.success_url ?? world.settings.url).replaceAll('{CHECKOUT_SESSION_ID}', session.id) }
      case 'confirmation_needed':
        return confirmationPage(session, input)
      case 'declined':
        return { ...checkoutPage.show(world, id, result.message, input), status: 402 }
    }
  },
}

function formOf(world: World, session: Stripe.Checkout.Session, input: FormInput): Html {
  const { lines, subscription } = world.get('checkout_order', session.id)
  const customer = typeof session.customer === 'string' ? world.get('customer', session.customer) : undefined
  const email = input['email'] ?? customer?.email ?? session.customer_email ?? ''
  const currency = session.currency ?? 'usd'
  return html`
    <div class="scroll">
      <table>
        <caption>
          What is bought
        </caption>
        <thead>
          <tr>
            <th scope="col">Product</th>
            <th scope="col">Quantity</th>
            <th scope="col">Price</th>
          </tr>
        </thead>
        <tbody>
          ${lines.map(
            ({ description, quantity, price }) =>
              html`<tr>
                <td>${description}</td>
                <td>${quantity ?? 'as used'}</td>
                <td>${priceText(price)}</td>
              </tr>`,
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colspan="2">Due today${taxNote(session, lines)}</th>
            <td><strong>${money(session.amount_total ?? 0, currency)}</strong></td>
          </tr>
        </tfoot>
      </table>
    </div>
    ${subscription?.trialDays ? html`<p>The first ${subscription.trialDays} days are free.</p>` : null}
    <form method="post">
      ${quantityFields(lines, input)}
      <label for="email">Email</label>
      <input id="email" name="email" type="email" value="${email}" autocomplete="email" required />
      <label for="name">Name on the card</label>
      <input id="name" name="name" value="${input['name'] ?? customer?.name ?? ''}" autocomplete="cc-name" required />
      ${session.automatic_tax.enabled ? countryField(input['country'] ?? customer?.address?.country ?? 'US') : null}
      ${cardFields(input['card'])}
      <div class="actions">
        <button>
          ${session.mode === 'subscription' ? 'Subscribe' : `Pay ${money(session.amount_total ?? 0, currency)}${comesOnTop(session, lines) ? ' and the tax' : ''}`}
        </button>
      </div>
    </form>
    ${session.cancel_url ? html`<p><a href="${session.cancel_url}">Back without paying</a></p>` : null}
  `
}

/** What a bank shows for a card that asks for a confirmation. */
function confirmationPage(session: Stripe.Checkout.Session, input: FormInput): Page {
  const hidden = Object.keys(input).map(
    (name) => html`<input type="hidden" name="${name}" value="${input[name] ?? ''}" />`,
  )
  return {
    title: 'Confirm the payment',
    body: html`
      <p>Your bank wants to know whether it is you who pays.</p>
      <form method="post">
        ${hidden}
        <div class="actions">
          <button name="confirmation" value="confirmed">Confirm</button>
          <button name="confirmation" value="refused" class="quiet">Refuse</button>
        </div>
      </form>
    `,
    leadsTo: targetsOf(session),
  }
}

function closedPage(session: Stripe.Checkout.Session): Page {
  const isPaid = session.status === 'complete'
  return {
    title: isPaid ? 'This purchase is complete' : 'This page has expired',
    body: html`<p>${isPaid ? 'There is nothing left to pay here.' : 'Go back to the shop and begin again.'}</p>`,
  }
}

/** What is to come on top of the sum, or is in it. */
function taxNote(session: Stripe.Checkout.Session, lines: readonly Stripe.LineItem[]): string {
  const { automatic_tax, total_details, currency } = session
  if (!automatic_tax.enabled) return ''
  if (comesOnTop(session, lines)) return ', and the tax of your country'
  if (automatic_tax.status !== 'complete') return ', with the tax of your country'
  return `, of which tax ${money(total_details?.amount_tax ?? 0, currency ?? 'usd')}`
}

/** A tax that nobody knows before the person says where they live, and that is not in the price. */
const comesOnTop = ({ automatic_tax }: Stripe.Checkout.Session, lines: readonly Stripe.LineItem[]): boolean =>
  automatic_tax.status === 'requires_location_inputs' && lines.some(({ price }) => price?.tax_behavior === 'exclusive')

function titleOf(session: Stripe.Checkout.Session): string {
  return session.mode === 'subscription' ? 'Subscribe' : 'Pay'
}

function priceText(price: Stripe.Price | null): string {
  if (!price) return ''
  const amount = money(price.unit_amount ?? 0, price.currency)
  if (price.recurring?.usage_type === 'metered') return `${amount} for each unit used`
  return price.recurring ? `${amount} / ${price.recurring.interval}` : amount
}

/** Fields for the quantities that a person may change. */
function quantityFields(lines: readonly Stripe.LineItem[], input: FormInput): Html[] {
  return lines.flatMap(({ adjustable_quantity: bounds, description, quantity }, index) =>
    bounds?.enabled
      ? [
          html`<label for="quantity_${index}">Quantity of ${description}</label>
            <input
              id="quantity_${index}"
              name="quantity_${index}"
              type="number"
              min="${Math.max(1, bounds.minimum ?? 1)}"
              max="${bounds.maximum ?? 99}"
              value="${input[`quantity_${index}`] ?? quantity ?? 1}"
            />`,
        ]
      : [],
  )
}

function quantitiesOf(world: World, session: Stripe.Checkout.Session, input: FormInput): (number | undefined)[] {
  return world.get('checkout_order', session.id).lines.map((_line, index) => {
    const text = input[`quantity_${index}`]
    return text === undefined ? undefined : Number(text)
  })
}

function confirmationOf(value: string | undefined): 'not_asked' | 'confirmed' | 'refused' {
  return value === 'confirmed' || value === 'refused' ? value : 'not_asked'
}

function targetsOf({ success_url, cancel_url }: Stripe.Checkout.Session) {
  return [success_url, cancel_url]
}
