import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dice } from '../../../test/dice.ts'
import {
  type ChargeFacts,
  difference,
  earnedOf,
  goneOf,
  heldShare,
  keptShare,
  positionOf,
  shareOut,
} from './charge-shares.ts'

const SPLITS = 1_000_000

const facts = fc
  .record({
    grossMinor: fc.bigInt({ min: 1n, max: 99_999_999n }),
    taxPercent: fc.integer({ min: 0, max: 40 }),
    basisPoints: fc.integer({ min: 0, max: 10_000 }),
    /** Of what was charged, in 1/1000. Banks may take back more than refunds have left. */
    refunded: fc.integer({ min: 0, max: 1_000 }),
    disputed: fc.integer({ min: 0, max: 1_000 }),
    lost: fc.integer({ min: 0, max: 1_000 }),
  })
  .map(({ grossMinor, taxPercent, basisPoints, refunded, disputed, lost }): ChargeFacts => {
    const taxMinor = (grossMinor * BigInt(taxPercent)) / 100n
    const { publisher, platform } = shareOut(grossMinor, taxMinor, basisPoints)
    const part = (thousandths: number) => (grossMinor * BigInt(thousandths)) / 1_000n
    return {
      publisherId: 'p',
      currency: 'eur',
      grossMinor,
      taxMinor,
      publisherMinor: publisher,
      platformMinor: platform,
      refundedMinor: part(refunded),
      disputedMinor: part(disputed),
      lostMinor: part(lost),
    }
  })
const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n)
const balances = (lines: ReturnType<typeof positionOf>) =>
  new Map(lines.map(({ account, amountMinor }) => [account.code, amountMinor]))
const untouched = (charge: ChargeFacts): ChargeFacts => ({
  ...charge,
  refundedMinor: 0n,
  disputedMinor: 0n,
  lostMinor: 0n,
})

describe('the shares of a charge', () => {
  it(`are exactly what was charged, ${SPLITS} times, and the publisher's is off by no more than half a unit`, () => {
    const roll = dice(1)
    for (let index = 0; index < SPLITS; index++) {
      const gross = BigInt(1 + Math.floor(roll() * 10 ** (1 + (index % 9))))
      const tax = (gross * BigInt(Math.floor(roll() * 30))) / 100n
      const basisPoints = Math.floor(roll() * 10_001)
      const shares = shareOut(gross, tax, basisPoints)
      const off = 2n * (shares.publisher * 10_000n - (gross - tax) * BigInt(basisPoints))
      if (shares.tax + shares.publisher + shares.platform !== gross || off < -10_000n || off > 10_000n)
        expect({ gross, tax, basisPoints, shares }).toBeNull()
    }
  })

  it('leave tax out: it is nobody’s share', () => {
    expect(shareOut(11_900n, 1_900n, 7_000)).toEqual({ tax: 1_900n, publisher: 7_000n, platform: 3_000n })
  })

  it('of half a unit each go to the publisher first', () => {
    expect(shareOut(1n, 0n, 5_000)).toEqual({ tax: 0n, publisher: 1n, platform: 0n })
  })
})

describe('what is taken back', () => {
  it('in any number of parts, in any order, adds up to exactly the shares', () => {
    fc.assert(
      fc.property(facts, fc.array(fc.bigInt({ min: 1n, max: 10_000_000n }), { maxLength: 30 }), (charge, wanted) => {
        const whole = untouched(charge)
        let taken = 0n
        const parts = { tax: 0n, publisher: 0n, platform: 0n }
        for (const amount of [...wanted, whole.grossMinor]) {
          const part = amount < whole.grossMinor - taken ? amount : whole.grossMinor - taken
          const before = goneOf(whole, taken)
          const after = goneOf(whole, taken + part)
          const shares = {
            tax: after.tax - before.tax,
            publisher: after.publisher - before.publisher,
            platform: after.platform - before.platform,
          }
          expect(sum(Object.values(shares))).toBe(part)
          for (const name of ['tax', 'publisher', 'platform'] as const) {
            expect(shares[name] >= 0n).toBe(true)
            parts[name] += shares[name]
          }
          taken += part
        }
        expect(parts).toEqual({
          tax: whole.taxMinor,
          publisher: whole.publisherMinor,
          platform: whole.platformMinor,
        })
      }),
    )
  })
})

describe('the position of a charge', () => {
  it('adds up to zero, whatever was refunded, disputed and lost', () => {
    fc.assert(
      fc.property(facts, (charge) => {
        expect(sum(positionOf(charge).map(({ amountMinor }) => amountMinor))).toBe(0n)
      }),
    )
  })

  it('leaves nobody with less than nothing', () => {
    fc.assert(
      fc.property(facts, (charge) => {
        expect(keptShare(charge) >= 0n && heldShare(charge) >= 0n && earnedOf(charge) >= 0n).toBe(true)
        expect(balances(positionOf(charge)).get('publisher:p:earnings')).toBe(-earnedOf(charge))
      }),
    )
  })

  it('is the same whatever way led there', () => {
    fc.assert(
      fc.property(fc.array(facts, { minLength: 1, maxLength: 6 }), facts, (others, base) => {
        // The same charge, in other states on its way.
        const at = (from: ChargeFacts): ChargeFacts => {
          const scale = (part: bigint) => (part * base.grossMinor) / from.grossMinor
          return {
            ...base,
            refundedMinor: scale(from.refundedMinor),
            disputedMinor: scale(from.disputedMinor),
            lostMinor: scale(from.lostMinor),
          }
        }
        const way = [...others.map(at), base]
        const booked = new Map<string, bigint>()
        let before: ReturnType<typeof positionOf> = []
        for (const facts of way) {
          const after = positionOf(facts)
          for (const { account, amountMinor } of difference(before, after))
            booked.set(account.code, (booked.get(account.code) ?? 0n) + amountMinor)
          before = after
        }
        expect(booked).toEqual(balances(positionOf(base)))
      }),
    )
  })

  it('holds the share of what is disputed, gives it back when it is won, and takes it when it is lost', () => {
    fc.assert(
      fc.property(facts, (some) => {
        const before = { ...untouched(some), refundedMinor: some.refundedMinor }
        const left = before.grossMinor - before.refundedMinor
        const open = { ...before, disputedMinor: left }
        expect(balances(positionOf(open)).get('publisher:p:held')).toBe(-keptShare(before))
        expect(earnedOf(open)).toBe(0n)
        expect(positionOf({ ...open, disputedMinor: 0n })).toEqual(positionOf(before)) // won
        const lost = { ...before, lostMinor: left }
        expect(positionOf(lost).every(({ amountMinor }) => amountMinor === 0n)).toBe(true)
      }),
    )
  })

  it('leaves what a bank took beyond the charge to the platform, and takes the shares no further than nothing', () => {
    fc.assert(
      fc.property(facts, (charge) => {
        const beyond = charge.refundedMinor + charge.lostMinor - charge.grossMinor
        const at = balances(positionOf(charge))
        expect(at.get('platform:dispute_losses')).toBe(beyond > 0n ? beyond : 0n)
        if (beyond < 0n) return
        expect(keptShare(charge)).toBe(0n)
        expect([at.get('platform:revenue'), at.get('tax:payable'), at.get('publisher:p:earnings')]).toEqual([
          0n,
          0n,
          0n,
        ])
      }),
    )
  })
})
