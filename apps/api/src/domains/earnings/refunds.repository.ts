import { Injectable } from '@nestjs/common'
import { Database, type Tx } from '../../platform/database/index.ts'

export type RefundState = 'decided' | 'pending' | 'succeeded' | 'failed' | 'refused'

export interface RefundRow {
  id: string
  chargeId: string
  providerRefundId: string | null
  amountMinor: bigint
  state: RefundState
  reason: string
  failure: string | null
  requestedById: string | null
  createdAt: Date
}
export type RefundView = RefundRow & { requestedBy: { name: string } | null }

@Injectable()
export class RefundsRepository {
  constructor(private readonly database: Database) {}

  insert(tx: Tx, refund: Pick<RefundRow, 'chargeId' | 'amountMinor' | 'reason' | 'requestedById'>): Promise<RefundRow> {
    return tx.refund.create({ data: { ...refund, state: 'decided' } })
  }

  find(tx: Tx, id: string): Promise<RefundRow | null> {
    return tx.refund.findUnique({ where: { id } })
  }

  findByProviderId(tx: Tx, providerRefundId: string): Promise<RefundRow | null> {
    return tx.refund.findUnique({ where: { providerRefundId } })
  }

  update(
    tx: Tx,
    id: string,
    change: Partial<Pick<RefundRow, 'state' | 'providerRefundId' | 'failure'>>,
  ): Promise<RefundRow> {
    return tx.refund.update({ where: { id }, data: { ...change, updatedAt: new Date() } })
  }

  /** What was decided to be given back, and is not counted by the charge yet. */
  async decidedMinor(tx: Tx, chargeId: string): Promise<bigint> {
    const { _sum } = await tx.refund.aggregate({
      where: { chargeId, state: 'decided' },
      _sum: { amountMinor: true },
    })
    return _sum.amountMinor ?? 0n
  }

  /** Ids of those that the provider did not begin. */
  async refusedOf(tx: Tx, chargeId: string): Promise<string[]> {
    const rows = await tx.refund.findMany({ where: { chargeId, state: 'refused' }, select: { id: true } })
    return rows.map(({ id }) => id)
  }

  /** Newest first. */
  ofCharge(chargeId: string): Promise<RefundView[]> {
    return this.database.client.refund.findMany({
      where: { chargeId },
      include: { requestedBy: { select: { name: true } } },
      orderBy: { id: 'desc' },
    })
  }

  /** How far the publisher's share of refunds is on its way back, by the cause of the movement. */
  movementsOf(causes: readonly string[]): Promise<{ cause: string; state: 'decided' | 'succeeded' | 'refused' }[]> {
    return this.database.client.earningMovement.findMany({
      where: { cause: { in: [...causes] }, kind: 'reversal' },
      select: { cause: true, state: true },
      orderBy: { id: 'asc' },
    })
  }
}
