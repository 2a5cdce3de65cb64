import { Injectable, Logger } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import { least } from '../../kernel/money.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { Queue } from '../../platform/queue/index.ts'
import { type ProviderCallRow, ProviderCalls, providerAmount, type Stripe } from '../billing/index.ts'
import { accounts, Ledger } from '../ledger/index.ts'
import { keptShare } from './charge-shares.ts'
import { type ChargeRow, ChargesRepository } from './charges.repository.ts'
import { type MovementRow, MovementsRepository } from './movements.repository.ts'
import { PayoutAccountsRepository } from './payout-accounts.repository.ts'

const FIRST_DELAY_MS = 60_000
const LONGEST_DELAY_MS = 6 * 3_600_000
const BATCH = 100

export const movementSubject = (id: string): string => `movement:${id}`

/**
 * Sees to it that the publisher's account at the provider has the publisher's share of each charge, no more and no less:
 * transfers once it can take them, reversals when something was taken back. What the provider refuses is tried again.
 */
@Injectable()
export class Movements {
  private readonly logger = new Logger('earnings')

  constructor(
    private readonly repository: MovementsRepository,
    private readonly charges: ChargesRepository,
    private readonly payoutAccounts: PayoutAccountsRepository,
    private readonly calls: ProviderCalls,
    private readonly ledger: Ledger,
    private readonly database: Database,
    private readonly queue: Queue,
    private readonly clock: Clock,
  ) {}

  /** Decides what is missing between what was passed on of a charge that is locked, and what should have been. */
  async settle(tx: Tx, charge: ChargeRow, cause: string): Promise<ChargeRow> {
    const target = keptShare(charge)
    const passedOn = charge.transferredMinor
    const moved =
      target > passedOn
        ? await this.passOn(tx, charge, target - passedOn, cause)
        : -(await this.takeBack(tx, charge, passedOn - target, cause))
    const transferredMinor = passedOn + moved
    const settled = transferredMinor === target
    if (moved !== 0n || settled) await this.endTroubles(tx, charge)
    if (moved === 0n && settled === charge.settled) return charge
    return this.charges.update(tx, charge.id, { transferredMinor, settled })
  }

  /** What was refused before is no trouble any more: it is asked for again, or there is nothing left to move. */
  private async endTroubles(tx: Tx, { id, settled }: ChargeRow): Promise<void> {
    if (settled) return
    const refused = (await this.repository.ofCharge(tx, id)).filter(({ state }) => state === 'refused')
    if (refused.length > 0)
      await this.calls.endTroublesOf(
        tx,
        refused.map((movement) => movementSubject(movement.id)),
      )
  }

  /** Of charges that could not be settled before: the account could not take it, or the provider refused. */
  async settleAgain(publisherId: string | null): Promise<void> {
    for (let after: string | null = null; ;) {
      const ids = await this.charges.unsettled(publisherId, after, BATCH)
      for (const id of ids) await this.settleOne(id)
      after = ids.at(-1) ?? null
      // Those that wait for their time to be tried again are passed by, and keep nobody else waiting.
      if (ids.length < BATCH) return
    }
  }

  private async settleOne(id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const charge = await this.charges.lock(tx, id)
      const [last] = await this.repository.ofCharge(tx, id)
      if (last !== undefined && !this.isTimeToRetry(last)) return
      await this.settle(tx, charge, last?.state === 'refused' ? last.cause : `charge:${id}`)
    })
  }

  /** Without waiting for its time: somebody has seen to what it was refused for. */
  async settleNow(movementId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const movement = await this.repository.find(tx, movementId)
      if (movement === null) return
      const charge = await this.charges.lock(tx, movement.chargeId)
      await this.settle(tx, charge, movement.cause)
    })
  }

  /** An account of a publisher can take transfers, perhaps only now: what was kept for it is passed on soon. */
  async announceReady(tx: Tx, publisherId: string): Promise<void> {
    await this.queue.publish(tx, 'payout_account.changed', { publisherId })
  }

  /** The provider has moved what it was asked to. */
  async succeed(tx: Tx, id: string, made: { transfer: string } | { reversal: string }): Promise<void> {
    const found = await this.repository.find(tx, id)
    if (found === null) return
    const charge = await this.charges.lock(tx, found.chargeId)
    // Once more, now that nobody else can change it.
    const movement = await this.repository.find(tx, id)
    if (movement?.state !== 'decided') return
    const isTransfer = 'transfer' in made
    await this.repository.update(tx, id, {
      state: 'succeeded',
      failure: null,
      updatedAt: this.clock.now(),
      ...(isTransfer ? { providerTransferId: made.transfer } : { providerReversalId: made.reversal }),
    })
    const key = isTransfer ? `transfer:${made.transfer}` : `reversal:${made.reversal}`
    const amountMinor = isTransfer ? movement.amountMinor : -movement.amountMinor
    await this.ledger.post(tx, key, {
      subject: `charge:${charge.providerChargeId}`,
      lines: [
        { account: accounts.connected(charge.publisherId), currency: charge.currency, amountMinor },
        { account: accounts.providerBalance, currency: charge.currency, amountMinor: -amountMinor },
      ],
    })
    // What was to be taken back may have waited for it.
    await this.settle(tx, charge, movement.cause)
  }

  /** The provider refused: nothing has moved, and it is tried again later under another key. */
  async fail(tx: Tx, id: string, failure: string): Promise<void> {
    const found = await this.repository.find(tx, id)
    if (found === null) return
    const charge = await this.charges.lock(tx, found.chargeId)
    const movement = await this.repository.find(tx, id)
    if (movement?.state !== 'decided') return
    await this.repository.update(tx, id, { state: 'refused', failure, updatedAt: this.clock.now() })
    const moved = movement.kind === 'transfer' ? movement.amountMinor : -movement.amountMinor
    await this.charges.update(tx, charge.id, { transferredMinor: charge.transferredMinor - moved, settled: false })
    this.logger.warn({ msg: `a ${movement.kind} was refused and is tried again`, chargeId: charge.id, failure })
  }

  /** Takes over what a transfer and its reversals say of themselves: an answer may have been lost for good. */
  async recognise(tx: Tx, transfer: Stripe.Transfer): Promise<void> {
    const id = transfer.metadata['grantry_movement']
    if (id !== undefined) await this.succeed(tx, id, { transfer: transfer.id })
    for (const reversal of transfer.reversals.data) {
      const ofReversal = reversal.metadata?.['grantry_movement']
      if (ofReversal !== undefined) await this.succeed(tx, ofReversal, { reversal: reversal.id })
    }
  }

  /** Registers what is done with the provider's answers. */
  listen(): void {
    const idOf = ({ subject }: ProviderCallRow) => subject.slice(movementSubject('').length)
    this.calls.on('transfer.create', {
      onAnswer: (tx, call, transfer) => this.succeed(tx, idOf(call), { transfer: transfer.id }),
      onRefusal: (tx, call, { message }) => this.refuseUnlessUnresolved(tx, call, idOf(call), message),
    })
    this.calls.on('transfer.reverse', {
      onAnswer: (tx, call, reversal) => this.succeed(tx, idOf(call), { reversal: reversal.id }),
      onRefusal: (tx, call, { message }) => this.refuseUnlessUnresolved(tx, call, idOf(call), message),
    })
  }

  /** What may have happened is not tried again. */
  private async refuseUnlessUnresolved(tx: Tx, call: ProviderCallRow, id: string, message: string): Promise<void> {
    if (call.state === 'refused') await this.fail(tx, id, message)
  }

  private async passOn(tx: Tx, charge: ChargeRow, amountMinor: bigint, cause: string): Promise<bigint> {
    const account = await this.payoutAccounts.find(tx, charge.publisherId)
    if (account?.providerAccountId == null || !account.transfersActive || charge.disputedMinor > 0n) return 0n
    const movement = await this.begin(tx, charge, { kind: 'transfer', amountMinor, cause, providerTransferId: null })
    await this.calls.decide(tx, {
      kind: 'transfer.create',
      subject: movementSubject(movement.id),
      params: {
        amount: providerAmount(amountMinor),
        currency: charge.currency,
        destination: account.providerAccountId,
        source_transaction: charge.providerChargeId,
        metadata: { grantry_movement: movement.id, grantry_charge: charge.id },
      },
    })
    return amountMinor
  }

  /** From the newest transfers that are known to have been made; the rest waits until others are. */
  private async takeBack(tx: Tx, charge: ChargeRow, amountMinor: bigint, cause: string): Promise<bigint> {
    if (amountMinor === 0n) return 0n
    const movements = await this.repository.ofCharge(tx, charge.id)
    let missing = amountMinor
    for (const { id, leftMinor } of transfersWithRest(movements)) {
      const part = least(leftMinor, missing)
      if (part === 0n) continue
      missing -= part
      await this.reverse(tx, charge, { providerTransferId: id, amountMinor: part, cause })
    }
    return amountMinor - missing
  }

  private async reverse(
    tx: Tx,
    charge: ChargeRow,
    part: { providerTransferId: string; amountMinor: bigint; cause: string },
  ): Promise<void> {
    const movement = await this.begin(tx, charge, { kind: 'reversal', ...part })
    await this.calls.decide(tx, {
      kind: 'transfer.reverse',
      subject: movementSubject(movement.id),
      params: {
        id: part.providerTransferId,
        amount: providerAmount(part.amountMinor),
        metadata: { grantry_movement: movement.id, grantry_charge: charge.id },
      },
    })
  }

  private async begin(
    tx: Tx,
    charge: ChargeRow,
    movement: Pick<MovementRow, 'kind' | 'amountMinor' | 'cause' | 'providerTransferId'>,
  ): Promise<MovementRow> {
    const before = await this.repository.ofCharge(tx, charge.id)
    const [last] = before
    const attempt = last?.state === 'refused' && last.kind === movement.kind ? last.attempt + 1 : 1
    return this.repository.insert(tx, { chargeId: charge.id, ...movement, attempt })
  }

  private isTimeToRetry({ state, attempt, updatedAt }: MovementRow): boolean {
    if (state !== 'refused') return true
    const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS)
    return this.clock.now().getTime() >= updatedAt.getTime() + delayMs
  }
}

/** Transfers that were made, newest first, with what was not taken back of each. */
function transfersWithRest(movements: readonly MovementRow[]): { id: string; leftMinor: bigint }[] {
  const made = movements.filter(({ kind, state }) => kind === 'transfer' && state === 'succeeded')
  return made.map(({ providerTransferId, amountMinor }) => {
    const reversals = movements.filter(
      (other) =>
        other.kind === 'reversal' && other.state !== 'refused' && other.providerTransferId === providerTransferId,
    )
    const taken = reversals.reduce((sum, reversal) => sum + reversal.amountMinor, 0n)
    return { id: providerTransferId ?? '', leftMinor: amountMinor - taken }
  })
}
