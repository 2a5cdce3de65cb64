import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ChargeFacts, entitlementOf, type PurchaseFacts, type SubscriptionFacts } from './entitlement.ts'

const DAY = 86_400_000
const GRACE = 7 * DAY
const START = new Date('2026-11-01T00:00:00Z')
const at = (days: number) => new Date(START.getTime() + days * DAY)

const subscription = (facts: Partial<SubscriptionFacts> = {}): SubscriptionFacts => ({
  status: 'active',
  periodStartsAt: at(0),
  periodEndsAt: at(30),
  trialEndsAt: null,
  cancelAtPeriodEnd: false,
  pastDueSince: null,
  ...facts,
})

const charge = (facts: Partial<ChargeFacts> = {}): ChargeFacts => ({
  capturedAt: at(0),
  paidFrom: null,
  grossMinor: 1_000n,
  refundedMinor: 0n,
  lostMinor: 0n,
  ...facts,
})

const purchase = (facts: Partial<PurchaseFacts> = {}): PurchaseFacts => ({
  id: 'a',
  createdAt: at(0),
  checkout: 'completed',
  recurs: false,
  subscription: null,
  charges: [],
  seats: null,
  usage: null,
  ...facts,
})

const ask = (
  purchases: readonly PurchaseFacts[],
  { day = 1, seat = null, offer = 'paid' }: { day?: number; seat?: number | null; offer?: 'free' | 'paid' } = {},
) => {
  const { state, reason, until } = entitlementOf({ offer, purchases, seat, now: at(day), graceMs: GRACE })
  return { state, reason, until }
}

const subscribed = (facts: Partial<SubscriptionFacts> = {}, rest: Partial<PurchaseFacts> = {}) =>
  purchase({ recurs: true, subscription: subscription(facts), ...rest })

describe('without a purchase', () => {
  it('is open when it can be had for nothing, and asks for payment when not', () => {
    expect(ask([], { offer: 'free' })).toEqual({ state: 'open', reason: 'free', until: null })
    expect(ask([])).toEqual({ state: 'closed', reason: 'payment_required', until: null })
  })

  it('waits for a checkout that was begun, and forgets one that was not completed', () => {
    expect(ask([purchase({ checkout: 'open' })]).reason).toBe('payment_pending')
    expect(ask([purchase({ checkout: 'expired' })]).reason).toBe('payment_required')
  })
})

describe('what is paid once', () => {
  it('is open for good', () => {
    expect(ask([purchase({ charges: [charge()] })], { day: 10_000 })).toEqual({
      state: 'open',
      reason: 'purchased',
      until: null,
    })
  })

  it('stays open when a part comes back, while a dispute is undecided, and when it is won', () => {
    expect(ask([purchase({ charges: [charge({ refundedMinor: 999n })] })]).state).toBe('open')
    expect(ask([purchase({ charges: [charge({ lostMinor: 999n })] })]).state).toBe('open')
  })

  it.each([
    ['purchase_refunded', { refundedMinor: 1_000n }],
    ['payment_disputed', { lostMinor: 1_000n }],
    ['payment_disputed', { refundedMinor: 400n, lostMinor: 600n }],
  ] as const)('closes as %s when all of it came back', (reason, facts) => {
    expect(ask([purchase({ charges: [charge(facts)] })])).toEqual({ state: 'closed', reason, until: null })
  })

  it('can be bought again', () => {
    const refunded = purchase({ charges: [charge({ refundedMinor: 1_000n })] })
    expect(ask([refunded, purchase({ id: 'b', charges: [charge()] })]).reason).toBe('purchased')
  })
})

describe('a subscription', () => {
  it('waits until the provider has told of it, and does not wait for its checkout to be told of', () => {
    expect(ask([purchase({ recurs: true })]).reason).toBe('payment_pending')
    expect(ask([subscribed({}, { checkout: 'open' })]).reason).toBe('subscribed')
  })

  it.each([
    ['trialing', { status: 'trialing' }, 1, 'open', 'trialing', 30],
    ['active', {}, 1, 'open', 'subscribed', 30],
    ['active, and nothing was heard of its renewal', {}, 31, 'open', 'grace', 37],
    ['active, and nothing was heard for too long', {}, 37, 'closed', 'subscription_past_due', null],
    ['cancelled to its end', { cancelAtPeriodEnd: true }, 29, 'open', 'ending', 30],
    ['cancelled, and its end has come', { cancelAtPeriodEnd: true }, 30, 'closed', 'subscription_ended', null],
    ['past due', { status: 'past_due', pastDueSince: at(2) }, 8, 'open', 'grace', 9],
    [
      'past due, and grace is over',
      { status: 'past_due', pastDueSince: at(2) },
      9,
      'closed',
      'subscription_past_due',
      null,
    ],
    ['past due since its period began', { status: 'past_due' }, 6, 'open', 'grace', 7],
    ['given up', { status: 'unpaid' }, 1, 'closed', 'subscription_past_due', null],
    ['paused', { status: 'paused' }, 1, 'closed', 'subscription_past_due', null],
    ['ended', { status: 'canceled' }, 1, 'closed', 'subscription_ended', null],
    ['waiting for its first payment', { status: 'incomplete' }, 1, 'closed', 'payment_pending', null],
    ['never paid', { status: 'incomplete_expired' }, 1, 'closed', 'payment_required', null],
    ['of a status nobody knows', { status: 'sleeping' }, 1, 'closed', 'payment_required', null],
  ] as const)('that is %s', (_, facts, day, state, reason, until) => {
    expect(ask([subscribed(facts)], { day })).toEqual({ state, reason, until: until === null ? null : at(until) })
  })

  it('closes when the payment for its present period came back, and not for an earlier one', () => {
    const first = charge({ paidFrom: at(0), refundedMinor: 1_000n })
    const second = charge({ paidFrom: at(30), capturedAt: at(33) })
    const renewed = { periodStartsAt: at(30), periodEndsAt: at(60) }
    expect(ask([subscribed({}, { charges: [first] })]).reason).toBe('purchase_refunded')
    expect(ask([subscribed(renewed, { charges: [second, first] })], { day: 31 }).state).toBe('open')
    const both = [first, { ...second, lostMinor: 1_000n }]
    expect(ask([subscribed(renewed, { charges: both })], { day: 31 }).reason).toBe('payment_disputed')
  })

  it('stays open when only a payment in the middle of the period came back', () => {
    const seats = charge({ paidFrom: at(10), capturedAt: at(10), refundedMinor: 1_000n })
    expect(ask([subscribed({}, { charges: [charge({ paidFrom: at(0) }), seats] })], { day: 11 }).state).toBe('open')
    expect(ask([subscribed({}, { charges: [seats] })], { day: 11 }).state).toBe('open')
  })

  it('stays open when the payment of a later period is known before that period is', () => {
    const refunded = charge({ paidFrom: at(0), refundedMinor: 1_000n })
    const renewal = charge({ paidFrom: at(30), capturedAt: at(30) })
    expect(ask([subscribed({}, { charges: [refunded, renewal] })], { day: 29 }).state).toBe('open')
  })

  it('goes by when it was charged where nobody said what a payment was for', () => {
    const renewed = { periodStartsAt: at(30), periodEndsAt: at(60) }
    const [before, now] = [charge({ refundedMinor: 1_000n }), charge({ capturedAt: at(31), refundedMinor: 1_000n })]
    expect(ask([subscribed(renewed, { charges: [before] })], { day: 32 }).state).toBe('open')
    expect(ask([subscribed(renewed, { charges: [before, now] })], { day: 32 }).reason).toBe('purchase_refunded')
  })

  it('is open for as many as have seats', () => {
    const team = [subscribed({}, { seats: 2 })]
    expect(ask(team, { seat: 2 }).state).toBe('open')
    expect(ask(team, { seat: 3 })).toEqual({ state: 'closed', reason: 'seats_exceeded', until: null })
    expect(ask(team, { seat: null }).state).toBe('open')
  })

  it('is open until its cap is reached, and again in the next period', () => {
    const metered = (used: bigint) => [subscribed({}, { usage: { used, allowed: 10n } })]
    expect(ask(metered(9n)).state).toBe('open')
    expect(ask(metered(10n))).toEqual({ state: 'closed', reason: 'usage_cap_reached', until: at(30) })
  })

  it('says what is owed before it says that seats or use are short', () => {
    const owing = subscribed({ status: 'canceled' }, { seats: 1, usage: { used: 9n, allowed: 1n } })
    expect(ask([owing], { seat: 5 }).reason).toBe('subscription_ended')
  })
})

describe('several purchases', () => {
  it('are as good as the best of them', () => {
    const ending = subscribed({ cancelAtPeriodEnd: true })
    const ended = subscribed({ status: 'canceled' })
    expect(ask([ended, ending]).reason).toBe('ending')
    expect(ask([ending, purchase({ id: 'b', charges: [charge()] }), ended]).reason).toBe('purchased')
  })

  it('rest on one that is paid, though one whose payment is due stays open longer', () => {
    const due = subscribed({ status: 'active', periodEndsAt: at(1) })
    const paid = subscribed({ periodEndsAt: at(3) }, { id: 'b' })
    expect(ask([due, paid], { day: 2 })).toEqual({ state: 'open', reason: 'subscribed', until: at(3) })
  })

  it('give the reason of the newest when all are closed', () => {
    const ended = subscribed({ status: 'canceled' })
    const begun = purchase({ id: 'b', createdAt: at(1), checkout: 'open' })
    expect(ask([begun, ended]).reason).toBe('payment_pending')
  })
})

const dates = fc.integer({ min: -90, max: 90 }).map(at)
const amounts = fc.bigInt({ min: 0n, max: 5n })
const charges = fc
  .record({
    capturedAt: dates,
    paidFrom: fc.option(dates),
    grossMinor: fc.bigInt({ min: 1n, max: 5n }),
    refundedMinor: amounts,
    lostMinor: amounts,
  })
  .filter(({ grossMinor, refundedMinor, lostMinor }) => refundedMinor + lostMinor <= grossMinor)
const STATUSES = ['trialing', 'active', 'past_due', 'unpaid', 'paused', 'canceled', 'incomplete', 'incomplete_expired']
const subscriptions = fc
  .record({
    status: fc.constantFrom(...STATUSES),
    periodStartsAt: dates,
    periodEndsAt: dates,
    trialEndsAt: fc.option(dates),
    cancelAtPeriodEnd: fc.boolean(),
    pastDueSince: fc.option(dates),
  })
  .filter(({ periodStartsAt, periodEndsAt }) => periodStartsAt < periodEndsAt)
const purchases = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 3 }),
    createdAt: dates,
    checkout: fc.constantFrom('open', 'completed', 'expired'),
    recurs: fc.boolean(),
    subscription: fc.option(subscriptions),
    charges: fc.uniqueArray(charges, { maxLength: 4, selector: ({ capturedAt }) => capturedAt.getTime() }),
    seats: fc.option(fc.integer({ min: 1, max: 5 })),
    usage: fc.option(fc.record({ used: amounts, allowed: amounts })),
  }),
  { maxLength: 4, selector: ({ id }) => id },
)
const questions = fc.record({
  offer: fc.constantFrom('free', 'paid'),
  purchases,
  seat: fc.option(fc.integer({ min: 1, max: 6 })),
  now: dates,
  graceMs: fc.integer({ min: 0, max: 30 }).map((days) => days * DAY),
})

describe('the entitlement', () => {
  const holds = (property: (question: Parameters<typeof entitlementOf>[0]) => void) =>
    fc.assert(fc.property(questions, property), { numRuns: 500 })

  it('does not depend on the order in which things were told', () => {
    fc.assert(
      fc.property(questions, fc.nat(), (question, turns) => {
        const turned = rotate(question.purchases, turns).map((one) => ({ ...one, charges: rotate(one.charges, turns) }))
        const other = entitlementOf({ ...question, purchases: turned })
        const { purchase: basis, ...verdict } = entitlementOf(question)
        expect({ ...verdict, basis: basis?.id }).toEqual({
          state: other.state,
          reason: other.reason,
          until: other.until,
          basis: other.purchase?.id,
        })
      }),
      { numRuns: 500 },
    )
  })

  it('changes at the time it names and not before', () => {
    holds((question) => {
      const { state, reason, until } = entitlementOf(question)
      if (until === null) return
      expect(until > question.now || reason === 'usage_cap_reached').toBe(true)
      if (until <= question.now) return
      const before = entitlementOf({ ...question, now: new Date(until.getTime() - 1) })
      expect(before).toMatchObject({ state, reason })
      if (reason === 'usage_cap_reached') return // the next period has a count of its own
      const then = entitlementOf({ ...question, now: until })
      expect(then.reason === reason && then.until?.getTime() === until.getTime()).toBe(false)
    })
  })

  it('never opens because time passes', () => {
    holds((question) => {
      if (entitlementOf(question).state === 'open') return
      const later = new Date(question.now.getTime() + 1_000 * DAY)
      expect(entitlementOf({ ...question, now: later }).state).toBe('closed')
    })
  })

  it('is not lost by buying more', () => {
    fc.assert(
      fc.property(questions, purchases, (question, more) => {
        if (entitlementOf(question).state === 'closed') return
        const known = new Set(question.purchases.map(({ id }) => id))
        const added = [...question.purchases, ...more.filter(({ id }) => !known.has(id))]
        expect(entitlementOf({ ...question, purchases: added }).state).toBe('open')
      }),
      { numRuns: 500 },
    )
  })

  it('rests on a purchase unless it is for nothing or there is none', () => {
    holds((question) => {
      const { purchase: basis, reason } = entitlementOf(question)
      expect(basis === null).toBe(reason === 'free' || question.purchases.length === 0)
    })
  })

  it('is closed for everybody whose payments all came back', () => {
    holds((question) => {
      const refunded = question.purchases.map((one) => ({
        ...one,
        charges: [charge({ capturedAt: at(100) }), ...one.charges].map((paid) =>
          charge({ ...paid, refundedMinor: paid.grossMinor, lostMinor: 0n }),
        ),
      }))
      expect(entitlementOf({ ...question, offer: 'paid', purchases: refunded }).state).toBe('closed')
    })
  })
})

function rotate<T>(items: readonly T[], turns: number): T[] {
  if (items.length === 0) return []
  const start = turns % items.length
  return [...items.slice(start), ...items.slice(0, start)].toReversed()
}
