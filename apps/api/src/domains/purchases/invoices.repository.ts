import { Injectable } from '@nestjs/common'
import { Database, type Tx } from '../../platform/database/index.ts'
import type { PurchaseRow } from './purchases.repository.ts'

/** What the provider tells of an invoice, in our words. */
export interface InvoiceState {
  providerInvoiceId: string
  number: string | null
  status: string
  currency: string
  totalMinor: bigint
  taxMinor: bigint
  paidMinor: bigint
  hostedUrl: string | null
  pdfUrl: string | null
  periodStart: Date
  periodEnd: Date
  issuedAt: Date
}

@Injectable()
export class InvoicesRepository {
  constructor(private readonly database: Database) {}

  async keep(tx: Tx, purchase: PurchaseRow, state: InvoiceState): Promise<void> {
    const { id: purchaseId, workspaceId, buyerId, subscription } = purchase
    const owner = { purchaseId, workspaceId, buyerId, subscriptionId: subscription?.id ?? null }
    await tx.invoice.upsert({
      where: { providerInvoiceId: state.providerInvoiceId },
      create: { ...owner, ...state },
      update: { ...owner, ...state },
    })
  }

  /** Newest first; `before` is the place after an invoice. */
  list(workspaceId: string, before: { issuedAt: Date; id: string } | null, limit: number) {
    const beyond = before && [
      { issuedAt: { lt: before.issuedAt } },
      { issuedAt: before.issuedAt, id: { lt: before.id } },
    ]
    return this.database.client.invoice.findMany({
      where: { workspaceId, ...(beyond !== null && { OR: beyond }) },
      include: { purchase: { select: { extensionId: true } } },
      orderBy: [{ issuedAt: 'desc' }, { id: 'desc' }],
      take: limit,
    })
  }
}

export type InvoiceRow = Awaited<ReturnType<InvoicesRepository['list']>>[number]
