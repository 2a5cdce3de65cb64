import type { ClosedReason, OpenReason } from '@grantry/contract'

/** What is known of a purchase: rows as they are, and nothing that was concluded from them before. */
export interface PurchaseFacts {
  id: string
  createdAt: Date
  /** `completed` is paid, or begun as a trial. */
  checkout: 'open' | 'completed' | 'expired'
  recurs: boolean
  /** Null for what is paid once, and until the provider has told of it. */
  subscription: SubscriptionFacts | null
  /** Of this purchase, as the ledger has them, in any order. */
  charges: readonly ChargeFacts[]
  /** Seats that were bought; null when the plan is not per seat. */
  seats: number | null
  /** Of the present period; null when the plan is not metered. */
  usage: { used: bigint; allowed: bigint } | null
}

/** As the provider last told it. */
export interface SubscriptionFacts {
  /** The provider's own word; one that is not known here opens nothing. */
  status: string
  periodStartsAt: Date
  periodEndsAt: Date
  trialEndsAt: Date | null
  cancelAtPeriodEnd: boolean
  /** Since when a payment is owed. */
  pastDueSince: Date | null
}

export interface ChargeFacts {
  capturedAt: Date
  /** Begin of the time that was paid for; null when it was for no time, or nobody said. */
  paidFrom: Date | null
  grossMinor: bigint
  refundedMinor: bigint
  /** Lost to disputes. */
  lostMinor: bigint
}

export interface EntitlementQuestion {
  /** Whether it can be had for nothing: it has no plans, or a free one among them. */
  offer: 'free' | 'paid'
  purchases: readonly PurchaseFacts[]
  /**
   * The place of the one who asks among those who need a seat, from 1. Null: they need none, or it is asked for the
   * workspace as a whole.
   */
  seat: number | null
  now: Date
  /** How long a payment may be due before the extension closes. */
  graceMs: number
}

/** The answer, and the purchase it rests on. `until`: when it changes though nothing happens. */
export type Verdict<P extends PurchaseFacts = PurchaseFacts> = { purchase: P | null; until: Date | null } & (
  | { state: 'open'; reason: OpenReason }
  | { state: 'closed'; reason: ClosedReason }
)

type Standing = { until: Date | null } & (
  | { state: 'open'; reason: OpenReason }
  | { state: 'closed'; reason: ClosedReason }
)

const open = (reason: OpenReason, until: Date | null = null): Standing => ({ state: 'open', reason, until })
const closed = (reason: ClosedReason, until: Date | null = null): Standing => ({ state: 'closed', reason, until })

/**
 * Whether an extension may be used, as of `now`. A pure function of charges, subscription and time: whoever knows the same
 * facts comes to the same answer, in whatever order they were told.
 */
export function entitlementOf<P extends PurchaseFacts>(
  question: Omit<EntitlementQuestion, 'purchases'> & { purchases: readonly P[] },
): Verdict<P> {
  const verdicts = question.purchases.map((purchase) => ({ ...standingOf(purchase, question), purchase }))
  const [best] = verdicts.toSorted(byUse)
  if (question.offer === 'free' && best?.state !== 'open') return { ...open('free'), purchase: null }
  return best ?? { ...closed('payment_required'), purchase: null }
}

/** Open before closed; what is paid before what is due; what stays open longest; what was bought last. */
function byUse<P extends PurchaseFacts>(a: Standing & { purchase: P }, b: Standing & { purchase: P }): number {
  if (a.state !== b.state) return a.state === 'open' ? -1 : 1
  if (a.state === 'open') {
    if ((a.reason === 'grace') !== (b.reason === 'grace')) return a.reason === 'grace' ? 1 : -1
    const difference = endOf(b) - endOf(a)
    if (difference !== 0 && !Number.isNaN(difference)) return difference
  }
  const newest = b.purchase.createdAt.getTime() - a.purchase.createdAt.getTime()
  return newest === 0 ? (a.purchase.id < b.purchase.id ? 1 : -1) : newest
}

const endOf = ({ until }: Standing): number => until?.getTime() ?? Number.POSITIVE_INFINITY

/** What a purchase gives to the one who asks. */
function standingOf(purchase: PurchaseFacts, { seat, now, graceMs }: Omit<EntitlementQuestion, 'purchases'>): Standing {
  const standing = paymentStandingOf(purchase, { now, graceMs })
  if (standing.state === 'closed') return standing
  const { seats, usage, subscription } = purchase
  if (seats !== null && seat !== null && seat > seats) return closed('seats_exceeded')
  if (usage !== null && usage.used >= usage.allowed)
    return closed('usage_cap_reached', earliest(standing.until, subscription?.periodEndsAt ?? null))
  return standing
}

/** The same for everybody in the workspace: what was paid, and what came back of it. */
export function paymentStandingOf(purchase: PurchaseFacts, at: { now: Date; graceMs: number }): Standing {
  const { checkout, recurs, subscription } = purchase
  const taken = takenBack(purchase)
  if (taken !== null) return closed(taken)
  // There is a subscription only when its checkout was completed, whatever was told first.
  if (subscription !== null) return subscriptionStanding(subscription, at)
  if (checkout === 'expired') return closed('payment_required')
  return checkout === 'open' || recurs ? closed('payment_pending') : open('purchased')
}

/**
 * A payment that came back in full takes away what it paid for: the one of something paid once; of a subscription the one with
 * which the present period began. One for a period that is over, or for more seats in the middle of one, takes nothing away,
 * and neither does a part that came back.
 */
export function takenBack({ charges, subscription }: Paid): ClosedReason | null {
  const paid = subscription === null ? latestOf(charges) : charges.filter((charge) => paysFor(charge, subscription))
  if (paid.length === 0 || paid.some(isKept)) return null
  return paid.some(({ lostMinor }) => lostMinor > 0n) ? 'payment_disputed' : 'purchase_refunded'
}

/** What was paid, and for which period; null when there is none. */
interface Paid {
  charges: readonly ChargeFacts[]
  subscription: PeriodFacts | null
}

const isKept = ({ refundedMinor, lostMinor, grossMinor }: ChargeFacts): boolean =>
  refundedMinor + lostMinor < grossMinor

const latestOf = (charges: readonly ChargeFacts[]): ChargeFacts[] =>
  charges.toSorted((a, b) => b.capturedAt.getTime() - a.capturedAt.getTime()).slice(0, 1)

/** Also one for a later period: then the subscription was renewed, and we have only not heard of it yet. */
function paysFor({ paidFrom, capturedAt }: ChargeFacts, { periodStartsAt, periodEndsAt }: PeriodFacts): boolean {
  if (paidFrom === null) return capturedAt >= periodStartsAt
  return paidFrom.getTime() === periodStartsAt.getTime() || paidFrom >= periodEndsAt
}
type PeriodFacts = Pick<SubscriptionFacts, 'periodStartsAt' | 'periodEndsAt'>

function subscriptionStanding(
  subscription: SubscriptionFacts,
  { now, graceMs }: { now: Date; graceMs: number },
): Standing {
  const { status, periodStartsAt, periodEndsAt, cancelAtPeriodEnd, pastDueSince } = subscription
  const isBefore = (end: Date) => now < end
  if (status === 'trialing' || status === 'active') {
    if (cancelAtPeriodEnd) return isBefore(periodEndsAt) ? open('ending', periodEndsAt) : closed('subscription_ended')
    // Renewals are told by the provider, and may be told late: silence is a payment that is due.
    const end = after(periodEndsAt, graceMs)
    if (!isBefore(end)) return closed('subscription_past_due')
    if (!isBefore(periodEndsAt)) return open('grace', end)
    return open(status === 'trialing' ? 'trialing' : 'subscribed', periodEndsAt)
  }
  if (status === 'past_due') {
    const end = after(pastDueSince ?? periodStartsAt, graceMs)
    return isBefore(end) ? open('grace', end) : closed('subscription_past_due')
  }
  return closed(CLOSED_BY_STATUS[status] ?? 'payment_required')
}

const CLOSED_BY_STATUS: Readonly<Record<string, ClosedReason>> = {
  incomplete: 'payment_pending',
  incomplete_expired: 'payment_required',
  unpaid: 'subscription_past_due',
  paused: 'subscription_past_due',
  canceled: 'subscription_ended',
}

const earliest = (a: Date | null, b: Date | null): Date | null => (a === null || (b !== null && b < a) ? b : a)
const after = (date: Date, ms: number): Date => new Date(date.getTime() + ms)
