import { Injectable } from '@nestjs/common'
import type { Tx } from '../../platform/database/index.ts'

export interface MovementRow {
  id: string
  chargeId: string
  kind: 'transfer' | 'reversal'
  amountMinor: bigint
  state: 'decided' | 'succeeded' | 'refused'
  cause: string
  providerTransferId: string | null
  providerReversalId: string | null
  failure: string | null
  attempt: number
  updatedAt: Date
}

@Injectable()
export class MovementsRepository {
  insert(
    tx: Tx,
    movement: Pick<MovementRow, 'chargeId' | 'kind' | 'amountMinor' | 'cause' | 'providerTransferId' | 'attempt'>,
  ): Promise<MovementRow> {
    return tx.earningMovement.create({ data: movement })
  }

  /** Newest first. */
  ofCharge(tx: Tx, chargeId: string): Promise<MovementRow[]> {
    return tx.earningMovement.findMany({ where: { chargeId }, orderBy: { id: 'desc' } })
  }

  find(tx: Tx, id: string): Promise<MovementRow | null> {
    return tx.earningMovement.findUnique({ where: { id } })
  }

  async update(
    tx: Tx,
    id: string,
    change: Partial<Pick<MovementRow, 'state' | 'providerTransferId' | 'providerReversalId' | 'failure' | 'updatedAt'>>,
  ): Promise<void> {
    await tx.earningMovement.update({ where: { id }, data: change })
  }
}
