import type { Stripe } from 'stripe'

import { newId } from '../state/ids.ts'
import { idOrNull, testClockOf, type World } from '../state/world.ts'
import { book, processingFee, settlementTime } from './ledger.ts'
import { testCardOf } from './payment-methods.ts'
import type { ChargeOutcome } from './test-cards.ts'
import { createTransfer } from './transfers.ts'

type Decline = Extract<ChargeOutcome, { kind: 'decline' }>

/** Charges a card for an intent: the money is booked, unless the card declines. */
export function createCharge(
  world: World,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  decline?: Decline,
): Stripe.Charge {
  const charge: Stripe.Charge = world.put('charge', buildCharge(world, intent, method, decline))
  if (decline) {
    world.emit('charge.failed', charge)
    return charge
  }
  const card = testCardOf(method)
  const line = book(world, {
    type: 'charge',
    category: 'charge',
    amount: charge.amount,
    currency: charge.currency,
    source: charge.id,
    description: charge.description,
    fees: [{ type: 'stripe_fee', amount: processingFee(charge.amount) }],
    availableOn: card.skipsPending ? world.now() : settlementTime(world),
  })
  world.change('charge', charge, { balance_transaction: line.id })
  if (intent.transfer_data) passOn(world, charge, intent.transfer_data, intent.application_fee_amount)
  world.emit('charge.succeeded', charge)
  if (card.dispute) world.plan('dispute.open', charge.id, world.now())
  return charge
}

/** A destination charge: what is left after the application's fee goes to the connected account. */
function passOn(
  world: World,
  charge: Stripe.Charge,
  data: Stripe.PaymentIntent.TransferData,
  applicationFee: number | null,
): void {
  const destination = idOrNull(data.destination) ?? ''
  const transferGroup = charge.transfer_group ?? `group_${idOrNull(charge.payment_intent)}`
  const transfer = createTransfer(world, {
    amount: data.amount ?? charge.amount,
    currency: charge.currency,
    destination,
    source_transaction: charge.id,
    transfer_group: transferGroup,
    applicationFee: applicationFee ?? 0,
  })
  world.change('charge', charge, {
    transfer: transfer.id,
    transfer_group: transferGroup,
    application_fee: world.list('application_fee').find((fee) => fee.originating_transaction === charge.id)?.id ?? null,
  })
}

function buildCharge(
  world: World,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  decline: Decline | undefined,
): Stripe.Charge {
  return {
    id: newId('ch'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: decline ? 0 : intent.amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: intent.application_fee_amount,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: 'EMULATOR',
    captured: !decline,
    created: world.now(testClockOf(world, intent.customer)),
    currency: intent.currency,
    customer: idOrNull(intent.customer),
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: { ...intent.metadata },
    on_behalf_of: null,
    outcome: outcomeOf(decline),
    paid: !decline,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: { type: 'card', card: cardDetails(intent, method) },
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: decline ? 'failed' : 'succeeded',
    transfer_data: intent.transfer_data
      ? { amount: intent.transfer_data.amount ?? null, destination: intent.transfer_data.destination }
      : null,
    transfer_group: intent.transfer_group,
  } satisfies Stripe.Charge
}

function outcomeOf(decline: Decline | undefined): Stripe.Charge.Outcome {
  return {
    advice_code: decline ? 'try_again_later' : null,
    network_advice_code: null,
    network_decline_code: decline ? '05' : null,
    network_status: decline ? 'declined_by_network' : 'approved_by_network',
    reason: decline?.declineCode ?? null,
    risk_level: 'normal',
    seller_message: decline ? 'The bank did not return any further details with this decline.' : 'Payment complete.',
    type: decline ? 'issuer_declined' : 'authorized',
  }
}

function cardDetails(
  intent: Stripe.PaymentIntent,
  { card }: Stripe.PaymentMethod,
): Stripe.Charge.PaymentMethodDetails.Card {
  return {
    amount_authorized: intent.amount,
    authorization_code: null,
    brand: card?.brand ?? null,
    checks: card?.checks ?? null,
    country: card?.country ?? null,
    electronic_commerce_indicator: null,
    exp_month: card?.exp_month ?? 12,
    exp_year: card?.exp_year ?? 2099,
    fingerprint: card?.fingerprint ?? null,
    funding: card?.funding ?? null,
    installments: null,
    last4: card?.last4 ?? null,
    mandate: null,
    network: card?.brand ?? null,
    network_transaction_id: null,
    regulated_status: 'unregulated',
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  }
}
