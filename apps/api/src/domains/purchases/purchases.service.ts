import { Injectable } from '@nestjs/common'
import type { Page, Purchase, purchaseQuerySchema, PurchaseSummary } from '@grantry/contract'
import { z } from 'zod'
import { Clock } from '../../kernel/clock.ts'
import { decodeCursor, toPage } from '../../kernel/paging.ts'
import type { WorkspaceAccess } from '../workspaces/index.ts'
import { Entitlements } from './entitlements.service.ts'
import { EntitlementsRepository } from './entitlements.repository.ts'
import { PaymentsRepository } from './payments.repository.ts'
import { PurchaseGuard } from './purchase-guard.ts'
import { purchasesErrors } from './purchases.errors.ts'
import { type PurchaseRow, PurchasesRepository } from './purchases.repository.ts'
import { toPayment, toPurchaseSummary } from './views.ts'

const cursorSchema = z.tuple([z.uuid()])

/** What a workspace has bought, as its members see it. */
@Injectable()
export class PurchasesService {
  constructor(
    private readonly repository: PurchasesRepository,
    private readonly facts: EntitlementsRepository,
    private readonly payments: PaymentsRepository,
    private readonly entitlements: Entitlements,
    private readonly guard: PurchaseGuard,
    private readonly clock: Clock,
  ) {}

  /** Newest first. */
  async list(
    { workspaceId }: WorkspaceAccess,
    query: z.infer<typeof purchaseQuerySchema>,
  ): Promise<Page<PurchaseSummary>> {
    const before = decodeCursor(cursorSchema, query.cursor)?.[0] ?? null
    const extension = query.extension ?? null
    const rows = await this.repository.list(workspaceId, { extension, before, limit: query.limit + 1 })
    const describe = await this.describer(workspaceId, extension)
    return toPage(rows, query.limit, describe, ({ id }) => [id])
  }

  async get({ workspaceId }: WorkspaceAccess, id: string): Promise<Purchase> {
    const row = await this.getRow(workspaceId, id)
    const describe = await this.describer(workspaceId, row.extensionId)
    const payments = await this.payments.list(workspaceId, id)
    return { ...describe(row), payments: payments.map(toPayment) }
  }

  async getRow(workspaceId: string, id: string): Promise<PurchaseRow> {
    const row = await this.repository.find(workspaceId, id)
    if (row === null) throw purchasesErrors.purchaseNotFound()
    return row
  }

  private async describer(workspaceId: string, extension: string | null) {
    const facts = new Map((await this.facts.list(workspaceId, extension)).map((known) => [known.id, known]))
    const seatsNeeded = await this.guard.seatsNeeded(workspaceId)
    const shared = { seatsNeeded, now: this.clock.now(), graceMs: this.entitlements.graceMs }
    return (row: PurchaseRow): PurchaseSummary =>
      toPurchaseSummary(row, { ...shared, facts: facts.get(row.id) ?? null })
  }
}
