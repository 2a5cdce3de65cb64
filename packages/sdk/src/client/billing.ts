import type {
  CreatePlan,
  CreatePurchase,
  NewPrice,
  PreviewPurchase,
  UpdatePlan,
  UpdatePurchase,
} from '@grantry/contract'
import { path } from './path.ts'
import type { Transport } from './transport.ts'

export interface PurchaseSearch {
  /** Id of an extension. */
  extension?: string
  limit?: number
  cursor?: string
}

/** Plans of extensions, and what a workspace buys. Pages load it when they need it: `api.with(billingResource)`. */
export const billingResource = ({ json }: Transport) => {
  const planPath = (slug: string, extension: string, plan: string) =>
    path`/v1/publishers/${slug}/extensions/${extension}/plans/${plan}`
  const purchasePath = (workspace: string, purchase: string) => path`/v1/workspaces/${workspace}/purchases/${purchase}`
  return {
    /** What is on offer, to everybody. */
    plans: (extension: string) => json({ method: 'GET', path: path`/v1/extensions/${extension}/plans` }, 'PlanList'),
    /** With what is archived and retired; for members of the publisher. */
    publisherPlans: (slug: string, extension: string) =>
      json({ method: 'GET', path: path`/v1/publishers/${slug}/extensions/${extension}/plans` }, 'PlanList'),
    createPlan: (slug: string, extension: string, body: CreatePlan) =>
      json({ method: 'POST', path: path`/v1/publishers/${slug}/extensions/${extension}/plans`, body }, 'Plan'),
    /** Renames, archives or offers a plan again. */
    updatePlan: (slug: string, extension: string, plan: string, body: UpdatePlan) =>
      json({ method: 'PATCH', path: planPath(slug, extension, plan), body }, 'Plan'),
    /** A price in the place of the one of the same currency and interval; who has bought at that one keeps it. */
    setPrice: (slug: string, extension: string, plan: string, body: NewPrice) =>
      json({ method: 'POST', path: `${planPath(slug, extension, plan)}/prices`, body }, 'Plan'),
    /** Takes a price off offer. The last one of a plan stays: archive the plan instead. */
    retirePrice: (slug: string, extension: string, plan: string, price: string) =>
      json({ method: 'POST', path: `${planPath(slug, extension, plan)}${path`/prices/${price}/retire`}` }, 'Plan'),

    /** Begins a checkout: send the person to its `checkoutUrl`. */
    buy: (workspace: string, body: CreatePurchase) =>
      json({ method: 'POST', path: path`/v1/workspaces/${workspace}/purchases`, body }, 'Purchase'),
    /** Newest first. */
    purchases: (workspace: string, { extension, limit, cursor }: PurchaseSearch = {}) =>
      json(
        { method: 'GET', path: path`/v1/workspaces/${workspace}/purchases`, query: { extension, limit, cursor } },
        'PurchasePage',
      ),
    purchase: (workspace: string, purchase: string) =>
      json({ method: 'GET', path: purchasePath(workspace, purchase) }, 'Purchase'),
    /** What other seats or another price would cost now. */
    previewPurchase: (workspace: string, purchase: string, body: PreviewPurchase) =>
      json({ method: 'POST', path: `${purchasePath(workspace, purchase)}/preview`, body }, 'PurchasePreview'),
    /** Other seats, another price, or another cap. */
    updatePurchase: (workspace: string, purchase: string, body: UpdatePurchase) =>
      json({ method: 'PATCH', path: purchasePath(workspace, purchase), body }, 'Purchase'),
    /** A subscription ends with its period, a checkout that nobody completed at once. */
    cancel: (workspace: string, purchase: string) =>
      json({ method: 'POST', path: `${purchasePath(workspace, purchase)}/cancel` }, 'Purchase'),
    /** Takes back the cancelling of a subscription that has not ended yet. */
    keep: (workspace: string, purchase: string) =>
      json({ method: 'POST', path: `${purchasePath(workspace, purchase)}/keep` }, 'Purchase'),
    /** What a metered purchase has used in the present period. */
    usage: (workspace: string, purchase: string) =>
      json({ method: 'GET', path: `${purchasePath(workspace, purchase)}/usage` }, 'PurchaseUsage'),
    /** Newest first. */
    invoices: (workspace: string, query: { limit?: number; cursor?: string } = {}) =>
      json({ method: 'GET', path: path`/v1/workspaces/${workspace}/invoices`, query }, 'InvoicePage'),
    /** A page of the payment provider, for cards and subscriptions of the workspace. */
    openPortal: (workspace: string) =>
      json({ method: 'POST', path: path`/v1/workspaces/${workspace}/billing-portal` }, 'Portal'),
    /** Whether the workspace may use what it has installed or bought, and why. */
    entitlements: (workspace: string) =>
      json({ method: 'GET', path: path`/v1/workspaces/${workspace}/entitlements` }, 'EntitlementList'),
    entitlement: (workspace: string, extension: string) =>
      json({ method: 'GET', path: path`/v1/workspaces/${workspace}/entitlements/${extension}` }, 'Entitlement'),
  }
}
