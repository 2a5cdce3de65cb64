import { Injectable } from '@nestjs/common'
import { Database, type Tx } from '../../platform/database/index.ts'
import type { ChargeFacts } from './charge-shares.ts'
import type { RefundRow } from './refunds.repository.ts'

export interface ChargeRow extends ChargeFacts {
  id: string
  providerChargeId: string
  providerPaymentId: string | null
  providerInvoiceId: string | null
  extensionId: string
  workspaceId: string
  purchaseId: string
  shareRuleVersion: number
  /** Passed on to the connected account; what is on its way counts. */
  transferredMinor: bigint
  settled: boolean
  providerFeeMinor: bigint | null
  capturedAt: Date
  /** Begin of what it paid for, of something that renews. */
  paidFrom: Date | null
  maturesAt: Date
}
export type NewCharge = Omit<
  ChargeRow,
  'id' | 'refundedMinor' | 'disputedMinor' | 'lostMinor' | 'transferredMinor' | 'settled' | 'providerFeeMinor'
>
export type ChargeChange = Partial<
  Pick<ChargeRow, 'refundedMinor' | 'disputedMinor' | 'lostMinor' | 'transferredMinor' | 'settled' | 'providerFeeMinor'>
>

export interface NewLine {
  publisherId: string
  chargeId: string
  currency: string
  amountMinor: bigint
  cause: string
  transactionId: string
  maturesAt: Date
}

const VIEW = {
  publisher: { select: { slug: true, name: true } },
  extension: { select: { name: true } },
  shareRule: { select: { publisherBasisPoints: true } },
  refunds: { orderBy: { id: 'desc' }, select: { state: true, amountMinor: true, reason: true, failure: true } },
} as const
export type ChargeView = ChargeRow & {
  publisher: { slug: string; name: string }
  extension: { name: string }
  shareRule: { publisherBasisPoints: number | null }
  /** Newest first. */
  refunds: readonly Pick<RefundRow, 'state' | 'amountMinor' | 'reason' | 'failure'>[]
}

@Injectable()
export class ChargesRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  /** Whether there are a publisher and an extension of these names for a charge to belong to. */
  async knows(publisherId: string, extensionId: string): Promise<boolean> {
    const extension = await this.db.extension.findUnique({ where: { id: extensionId }, select: { publisherId: true } })
    return extension?.publisherId === publisherId
  }

  async isCaptured(providerChargeId: string): Promise<boolean> {
    return (await this.db.charge.findUnique({ where: { providerChargeId }, select: { id: true } })) !== null
  }

  /** False when it is there already. */
  async insert(tx: Tx, charge: NewCharge): Promise<boolean> {
    const { count } = await tx.charge.createMany({ data: [charge], skipDuplicates: true })
    return count === 1
  }

  /** Under the lock of its row. */
  async lock(tx: Tx, id: string): Promise<ChargeRow> {
    await tx.$executeRaw`SELECT 1 FROM charges WHERE id = ${id}::uuid FOR UPDATE`
    return tx.charge.findUniqueOrThrow({ where: { id } })
  }

  /** Under the lock of its row; null when it was not captured. */
  async lockByProviderId(tx: Tx, providerChargeId: string): Promise<ChargeRow | null> {
    await tx.$executeRaw`SELECT 1 FROM charges WHERE provider_charge_id = ${providerChargeId} FOR UPDATE`
    return tx.charge.findUnique({ where: { providerChargeId } })
  }

  update(tx: Tx, id: string, change: ChargeChange): Promise<ChargeRow> {
    return tx.charge.update({ where: { id }, data: change })
  }

  async insertLine(tx: Tx, line: NewLine): Promise<void> {
    await tx.earningLine.create({ data: line })
  }

  /** Of these purchases, newest first. */
  ofPurchases(purchaseIds: readonly string[], tx: Tx = this.db): Promise<ChargeRow[]> {
    return tx.charge.findMany({
      where: { purchaseId: { in: [...purchaseIds] } },
      orderBy: [{ capturedAt: 'desc' }, { id: 'desc' }],
    })
  }

  /** Charges whose share is not where it belongs although it could be, of one publisher or of all; in the order of their ids. */
  async unsettled(publisherId: string | null, after: string | null, limit: number): Promise<string[]> {
    const rows = await this.db.charge.findMany({
      where: {
        settled: false,
        disputedMinor: 0n,
        ...(publisherId !== null && { publisherId }),
        publisher: { connectedAccount: { transfersActive: true } },
        movements: { none: { state: 'decided' } },
        ...(after !== null && { id: { gt: after } }),
      },
      select: { id: true },
      orderBy: { id: 'asc' },
      take: limit,
    })
    return rows.map(({ id }) => id)
  }

  /** Newest first. */
  page(
    where: { publisherId?: string | undefined; extensionId?: string | undefined },
    after: { capturedAt: Date; id: string } | null,
    limit: number,
  ): Promise<ChargeView[]> {
    const { publisherId, extensionId } = where
    return this.db.charge.findMany({
      where: {
        ...(publisherId !== undefined && { publisherId }),
        ...(extensionId !== undefined && { extensionId }),
        ...(after !== null && {
          OR: [{ capturedAt: { lt: after.capturedAt } }, { capturedAt: after.capturedAt, id: { lt: after.id } }],
        }),
      },
      include: VIEW,
      orderBy: [{ capturedAt: 'desc' }, { id: 'desc' }],
      take: limit,
    })
  }

  find(id: string): Promise<ChargeView | null> {
    return this.db.charge.findUnique({ where: { id }, include: VIEW })
  }
}
