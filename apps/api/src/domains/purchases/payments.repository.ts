import { Injectable } from '@nestjs/common'
import { Database } from '../../platform/database/index.ts'
import { isInquiry } from '../earnings/index.ts'

/** A charge as its buyer sees it. */
export interface ChargeView {
  capturedAt: Date
  currency: string
  grossMinor: bigint
  taxMinor: bigint
  refundedMinor: bigint
  dispute: 'open' | 'won' | 'lost' | null
}

/** What was paid, from the books. */
@Injectable()
export class PaymentsRepository {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  async list(workspaceId: string, purchaseId: string): Promise<ChargeView[]> {
    const rows = await this.database.client.charge.findMany({
      where: { workspaceId, purchaseId },
      include: { disputes: { orderBy: { openedAt: 'desc' } } },
      // The provider's time has whole seconds.
      orderBy: [{ capturedAt: 'desc' }, { id: 'desc' }],
    })
    return rows.map(({ disputes, ...charge }) => ({ ...charge, dispute: stateOf(disputes) }))
  }
}

/** Of the newest; a bank that only asks has taken nothing from the seller. */
const stateOf = (
  disputes: readonly { state: 'open' | 'won' | 'lost'; providerStatus: string }[],
): ChargeView['dispute'] => disputes.find(({ providerStatus }) => !isInquiry(providerStatus))?.state ?? null
