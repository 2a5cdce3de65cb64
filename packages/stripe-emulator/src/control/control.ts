import { payCheckout, type CheckoutResult } from '../billing/checkout.ts'
import { changeHeadOffice } from '../billing/tax-settings.ts'
import type { ApiFault, ApiFaults } from '../http/api-faults.ts'
import { invalidRequest, missingResource } from '../http/stripe-fault.ts'
import { decideDispute, escalateInquiry, openDispute, openInquiry } from '../money/disputes.ts'
import { completeOnboarding, restrictAccount, TEST_BANKS, type OnboardingAnswers } from '../money/onboarding.ts'
import { markFailed, markPaid } from '../money/payouts.ts'
import { failRefund } from '../money/refunds.ts'
import { findCardByNumber } from '../money/test-cards.ts'
import { advanceClock, runDue } from '../agenda/runner.ts'
import { DAY, type World } from '../state/world.ts'
import type { Delivery, DeliveryFault, WebhookSender } from '../webhooks/delivery.ts'

/** What a person fills in on the checkout page; what is left out is filled in well. */
export interface CheckoutAnswers {
  /** Number of a test card; 4242 4242 4242 4242 unless told otherwise. */
  readonly card?: string
  readonly email?: string
  readonly name?: string
  /** Where the person lives, as two letters; where the customer does, or `US`, unless told otherwise. */
  readonly country?: string
  /** What the person says when the card asks for a confirmation; agrees unless told otherwise. */
  readonly confirmation?: 'confirmed' | 'refused'
  /** Other quantities than those of the session, line by line, where it allows that. */
  readonly quantities?: readonly (number | undefined)[]
}

/** What happens in the world around Stripe, and what goes wrong on the way there. For tests and the control page. */
export interface Control {
  /** Seconds since 1970 by the emulator's clock. */
  now(): number
  /** Moves the emulator's clock ahead, and does what becomes due on the way. Test clocks have their own route. */
  advance(time: { readonly days?: number; readonly seconds?: number }): Promise<void>
  /** Does what is due now, without waiting for the emulator to get to it. Answers how many things that were. */
  runDue(): Promise<number>
  /** A person pays a Checkout Session on its page. */
  payCheckout(session: string, answers?: CheckoutAnswers): Promise<CheckoutResult>
  /** A publisher goes through the onboarding of a connected account. */
  completeOnboarding(account: string, answers?: Partial<OnboardingAnswers>): Promise<void>
  /** Stripe wants to know more of a connected account, and stops its payouts. */
  restrictAccount(account: string): Promise<void>
  /** A card holder disputes a charge: what is left of it, or `amount`, up to all that was charged. Answers the dispute's id. */
  openDispute(charge: string, reason?: string, amount?: number): Promise<string>
  /** `won` also lets go of an inquiry. */
  decideDispute(dispute: string, verdict: 'won' | 'lost'): Promise<void>
  /** A card holder's bank asks about a charge, and takes nothing yet. Answers the dispute's id. */
  openInquiry(charge: string, reason?: string): Promise<string>
  /** It takes the money back after all. */
  escalateInquiry(dispute: string): Promise<void>
  /** The platform's head office is no longer known to Stripe: no taxes can be reckoned until its address is given. */
  closeHeadOffice(): Promise<void>
  /** A refund comes back from the card holder's bank. */
  failRefund(refund: string): Promise<void>
  /** A payout arrives, or comes back with a code such as `account_closed`. */
  payPayout(payout: string): Promise<void>
  failPayout(payout: string, code?: string): Promise<void>
  /** Makes requests to the API go wrong. */
  readonly api: {
    inject(fault: ApiFault): void
    /** Lets go of requests that wait. */
    release(): void
    waitingCount(): number
  }
  /** Makes deliveries go wrong, or takes them into one's own hands. */
  readonly webhooks: {
    inject(fault: DeliveryFault): void
    hold(): void
    release(): void
    pending(): Delivery[]
    deliver(delivery: string): Promise<Delivery>
    redeliver(event: string): Promise<void>
    /** Resolves when nothing is being sent and nothing is due. */
    idle(): Promise<void>
  }
}

export interface ControlParts {
  readonly world: World
  readonly sender: WebhookSender
  readonly faults: ApiFaults
  readonly persist: () => Promise<void>
}

export function createControl({ world, sender, faults, persist }: ControlParts): Control {
  /** What follows at once from an act belongs to it. */
  const act = async <T>(work: () => T): Promise<T> => {
    const result = work()
    runDue(world)
    await persist()
    return result
  }
  return {
    now: () => world.now(),
    advance: ({ days = 0, seconds = 0 }) => act(() => advanceClock(world, requirePositive(days * DAY + seconds))),
    runDue: async () => {
      const count = runDue(world)
      await persist()
      return count
    },
    payCheckout: (id, answers = {}) => act(() => pay(world, id, answers)),
    completeOnboarding: (id, answers = {}) =>
      act(() => {
        const account = world.get('account', id)
        const country = answers.country ?? account.country ?? 'US'
        completeOnboarding(world, account, { country, bankNumber: answers.bankNumber ?? TEST_BANKS[0].number })
      }),
    restrictAccount: (id) => act(() => void restrictAccount(world, world.get('account', id))),
    openDispute: (charge, reason = 'fraudulent', amount) =>
      act(() => openDispute(world, world.get('charge', charge), reason, amount).id),
    decideDispute: (id, verdict) => act(() => void decideDispute(world, world.get('dispute', id), verdict)),
    openInquiry: (charge, reason = 'fraudulent') =>
      act(() => openInquiry(world, world.get('charge', charge), reason).id),
    escalateInquiry: (id) => act(() => void escalateInquiry(world, world.get('dispute', id))),
    closeHeadOffice: () => act(() => void changeHeadOffice(world, null)),
    failRefund: (id) => act(() => void failRefund(world, world.get('refund', id))),
    payPayout: (id) =>
      act(() => {
        const owner = ownerOf(world, id)
        markPaid(owner, owner.get('payout', id))
      }),
    failPayout: (id, code = 'account_closed') =>
      act(() => {
        const owner = ownerOf(world, id)
        markFailed(owner, owner.get('payout', id), code)
      }),
    api: {
      inject: (fault) => faults.inject(fault),
      release: () => faults.release(),
      waitingCount: () => faults.waitingCount,
    },
    webhooks: {
      inject: (fault) => sender.inject(fault),
      hold: () => sender.hold(),
      release: () => sender.release(),
      pending: () => sender.pending(),
      deliver: (id) => sender.deliver(id),
      redeliver: (event) => sender.redeliver(event),
      idle: () => sender.idle(),
    },
  }
}

function pay(world: World, id: string, answers: CheckoutAnswers): CheckoutResult {
  const card = findCardByNumber(answers.card ?? '4242424242424242')
  if (!card) throw invalidRequest(`${answers.card} is none of the test cards.`, { code: 'incorrect_number' })
  const session = world.get('checkout.session', id)
  const customer = typeof session.customer === 'string' ? world.get('customer', session.customer) : undefined
  return payCheckout(world, session, {
    card,
    email: answers.email ?? customer?.email ?? session.customer_email ?? 'ada@example.org',
    name: answers.name ?? customer?.name ?? 'Ada Example',
    country: answers.country ?? customer?.address?.country ?? 'US',
    confirmation: answers.confirmation ?? 'confirmed',
    quantities: answers.quantities,
  })
}

/** Payouts belong to connected accounts, and the ids do not say to which. */
function ownerOf(world: World, payout: string): World {
  const scope = world.store.scopeOf('payout', payout)
  if (scope === undefined) throw missingResource('payout', payout)
  return world.as(scope)
}

function requirePositive(seconds: number): number {
  if (!(seconds > 0)) throw invalidRequest('Time moves ahead alone.')
  return seconds
}
