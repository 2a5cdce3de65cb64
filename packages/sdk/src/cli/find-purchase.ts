import type { PurchaseState, PurchaseSummary } from '@grantry/contract'
import type { Client } from '../client/index.ts'
import { notFound } from './cli.errors.ts'
import { allItems } from './pages.ts'

const OVER: ReadonlySet<PurchaseState> = new Set(['abandoned', 'ended', 'refunded', 'disputed'])

/** The purchase with this id, or the newest one of this extension; one that is not over comes first. Throws not_found. */
export async function getPurchase(client: Client, workspace: string, named: string): Promise<PurchaseSummary> {
  const purchases = await Array.fromAsync(allItems((page) => client.billing.purchases(workspace, page)))
  const found = purchases.filter(({ id, extension }) => id === named || extension === named)
  const purchase = found.find(({ state }) => !OVER.has(state)) ?? found[0]
  if (purchase === undefined)
    throw notFound(`Nothing of ${named} was bought for ${workspace}`, 'Run grantry purchases list')
  return purchase
}
