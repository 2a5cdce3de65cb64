import { Injectable } from '@nestjs/common'
import { Database } from '../../platform/database/index.ts'

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
      include: { disputes: { orderBy: { openedAt: 'desc' }, take: 1 } },
      // The provider's time has whole seconds.
      orderBy: [{ capturedAt: 'desc' }, { id: 'desc' }],
    })
    return rows.map(({ disputes, ...charge }) => ({ ...charge, dispute: disputes[0]?.state ?? null }))
  }
}
