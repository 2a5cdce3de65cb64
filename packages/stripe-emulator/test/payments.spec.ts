import { describe, expect, it } from 'vitest'

import { errorOf, startEmulator } from './emulator.ts'
import { pay } from './money.ts'

const ORDER = { amount: 1000, currency: 'usd' } as const

describe('a payment', () => {
  it('goes from wanting a card to wanting a confirmation to having succeeded', async () => {
    const { stripe } = await startEmulator()
    const { id, status } = await stripe.paymentIntents.create(ORDER)
    expect(status).toBe('requires_payment_method')
    const withCard = await stripe.paymentIntents.update(id, { payment_method: 'pm_card_visa', amount: 1200 })
    expect(withCard).toMatchObject({ status: 'requires_confirmation', amount: 1200 })
    expect(await stripe.paymentIntents.confirm(id)).toMatchObject({ status: 'succeeded', amount_received: 1200 })
  })

  it('waits for 3-D Secure, and wants another card once its holder has been asked in vain', async () => {
    const { stripe, emulator } = await startEmulator()
    const waiting = await pay(stripe, 1000, 'pm_card_threeDSecure2Required')
    expect(waiting).toMatchObject({ status: 'requires_action', next_action: { type: 'redirect_to_url' } })
    const page = waiting.next_action?.redirect_to_url?.url ?? ''
    const headers = { origin: emulator.url, 'content-type': 'application/x-www-form-urlencoded' }
    await fetch(page, { method: 'POST', headers, body: 'confirmation=refused' })
    expect(await stripe.paymentIntents.retrieve(waiting.id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    })
    const paid = await stripe.paymentIntents.confirm(waiting.id, { payment_method: 'pm_card_visa' })
    expect(paid).toMatchObject({ status: 'succeeded', last_payment_error: null })
  })

  it('may be declined after it was confirmed', async () => {
    const { stripe, emulator } = await startEmulator()
    const waiting = await pay(stripe, 1000, 'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds')
    const headers = { origin: emulator.url, 'content-type': 'application/x-www-form-urlencoded' }
    const page = waiting.next_action?.redirect_to_url?.url ?? ''
    await fetch(page, { method: 'POST', headers, body: 'confirmation=confirmed' })
    expect((await stripe.paymentIntents.retrieve(waiting.id)).last_payment_error).toMatchObject({
      code: 'card_declined',
      decline_code: 'insufficient_funds',
    })
  })

  it.each([
    ['pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_visa_chargeDeclinedLostCard', 'card_declined', 'lost_card'],
    ['pm_card_visa_chargeDeclinedStolenCard', 'card_declined', 'stolen_card'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', 'expired_card'],
    ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', 'incorrect_cvc'],
    ['pm_card_chargeDeclinedProcessingError', 'processing_error', 'processing_error'],
  ])('with %s is declined: %s, %s', async (card, code, decline_code) => {
    const { stripe } = await startEmulator()
    expect(await errorOf(pay(stripe, 1000, card))).toMatchObject({ statusCode: 402, code, decline_code })
  })

  it('that is over is neither changed, nor confirmed, nor cancelled; the error shows how it stands', async () => {
    const { stripe } = await startEmulator()
    const { id } = await pay(stripe, 1000)
    const attempts = [
      stripe.paymentIntents.update(id, { amount: 500 }),
      stripe.paymentIntents.confirm(id),
      stripe.paymentIntents.cancel(id),
    ]
    for (const attempt of attempts) {
      expect(await errorOf(attempt)).toMatchObject({
        statusCode: 400,
        code: 'payment_intent_unexpected_state',
        payment_intent: { id, status: 'succeeded' },
      })
    }
    expect(await stripe.paymentIntents.update(id, { metadata: { a: '1' } })).toMatchObject({ metadata: { a: '1' } })
  })
})
