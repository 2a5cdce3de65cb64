import { WHOLE_BASIS_POINTS } from '@grantry/contract'
import { least, split } from '../../kernel/money.ts'
import { accounts, type LedgerLine } from '../ledger/index.ts'

/** Who has which part of a charge. Together they are all of it. */
export interface Shares {
  tax: bigint
  publisher: bigint
  platform: bigint
}

/**
 * What there is to know of a charge in order to say where its money is. What was refunded is never more than what was charged;
 * a bank may take back more than is left of it, for instance all of what was refunded in part.
 */
export interface ChargeFacts {
  publisherId: string
  currency: string
  grossMinor: bigint
  taxMinor: bigint
  publisherMinor: bigint
  platformMinor: bigint
  /** Given back. */
  refundedMinor: bigint
  /** Taken back by a card holder's bank, which has not decided. */
  disputedMinor: bigint
  /** Taken back for good. */
  lostMinor: bigint
}

/** Shares what was charged. Tax is nobody's share; half a unit goes to the publisher. */
export function shareOut(grossMinor: bigint, taxMinor: bigint, publisherBasisPoints: number): Shares {
  const ofPublisher = BigInt(publisherBasisPoints)
  const weights = [ofPublisher, BigInt(WHOLE_BASIS_POINTS) - ofPublisher] as const
  const [publisher, platform] = split(grossMinor - taxMinor, weights)
  return { tax: taxMinor, publisher, platform }
}

/**
 * How much of each share is gone when so much of a charge was taken back, however many times that took. It depends on the
 * sum alone, so neither the order of refunds nor one that fails in between makes a difference; it grows with the sum, and
 * ends with exactly the shares. Two splits between two, because only those never take back what they gave when more is split.
 */
export function goneOf(charge: ChargeFacts, takenMinor: bigint): Shares {
  const [tax, rest] = split(takenMinor, [charge.taxMinor, charge.grossMinor - charge.taxMinor])
  const [publisher, platform] = split(rest, [charge.publisherMinor, charge.platformMinor])
  return { tax, publisher, platform }
}

/** How much of the charge is gone for good, and how much with what a bank has and has not decided. Never more than was charged. */
const takenOf = ({ grossMinor, refundedMinor, lostMinor, disputedMinor }: ChargeFacts) => ({
  forGood: least(refundedMinor + lostMinor, grossMinor),
  atMost: least(refundedMinor + lostMinor + disputedMinor, grossMinor),
})

/** The publisher's share as it is after what was taken back for good. */
export const keptShare = (charge: ChargeFacts): bigint =>
  charge.publisherMinor - goneOf(charge, takenOf(charge).forGood).publisher

/** The part of the kept share that is held while a dispute is open. */
export function heldShare(charge: ChargeFacts): bigint {
  const { forGood, atMost } = takenOf(charge)
  return goneOf(charge, atMost).publisher - goneOf(charge, forGood).publisher
}

/**
 * Where the money of a charge is, as balances of the ledger: a function of the facts. What is booked when a fact changes is
 * the difference between two of these, so the ledger says the same whatever way it came there. The fees of the provider are
 * facts of their own. What was taken back beyond the charge was nobody's share of it: the platform bears it.
 */
export function positionOf(charge: ChargeFacts): LedgerLine[] {
  const taken = charge.refundedMinor + charge.lostMinor
  const { forGood } = takenOf(charge)
  const gone = goneOf(charge, forGood)
  const held = heldShare(charge)
  const line = (account: LedgerLine['account'], amountMinor: bigint): LedgerLine => ({
    account,
    currency: charge.currency,
    amountMinor,
  })
  return [
    line(accounts.providerBalance, charge.grossMinor - taken - charge.disputedMinor),
    line(accounts.disputed, charge.disputedMinor),
    line(accounts.disputeLosses, taken - forGood),
    line(accounts.tax, gone.tax - charge.taxMinor),
    line(accounts.revenue, gone.platform - charge.platformMinor),
    line(accounts.held(charge.publisherId), -held),
    line(accounts.earnings(charge.publisherId), held + gone.publisher - charge.publisherMinor),
  ]
}

/** What has to be booked to come from one position to another; without a first one, from nothing. */
export const difference = (before: readonly LedgerLine[], after: readonly LedgerLine[]): LedgerLine[] => [
  ...after,
  ...before.map((line) => ({ ...line, amountMinor: -line.amountMinor })),
]

/** What the publisher has of a charge that is not held. */
export const earnedOf = (charge: ChargeFacts): bigint => keptShare(charge) - heldShare(charge)
