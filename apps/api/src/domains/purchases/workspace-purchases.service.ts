import { Injectable } from '@nestjs/common'
import type { Tx } from '../../platform/database/index.ts'
import { PurchaseGuard } from './purchase-guard.ts'
import { type PurchaseRow, PurchasesRepository } from './purchases.repository.ts'

/** What a workspace has bought, when the workspace is to go. */
@Injectable()
export class WorkspacePurchases {
  constructor(
    private readonly repository: PurchasesRepository,
    private readonly guard: PurchaseGuard,
  ) {}

  /** Why the workspace has to stay: nobody goes on paying for what nobody can reach. */
  async findReasons(tx: Tx, workspaceId: string): Promise<string[]> {
    return (await this.repository.lockRenewingIn(tx, workspaceId)).map(sentenceOf)
  }

  /** Ends checkouts that nobody has completed. What was paid stays in the books. */
  async release(tx: Tx, workspaceId: string): Promise<void> {
    for (const open of await this.repository.listOpenIn(tx, workspaceId)) await this.guard.abandon(tx, open)
  }
}

const sentenceOf = ({ extension, buyer, subscription }: PurchaseRow): string =>
  `${buyer.name} pays for ${extension.name || extension.id}, next on ` +
  `${subscription?.currentPeriodEnd.toISOString().slice(0, 10)}: cancel that subscription first.`
