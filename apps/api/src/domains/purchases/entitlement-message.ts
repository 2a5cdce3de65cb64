import type { Entitlement } from '@grantry/contract'
import type { Verdict } from './entitlement.ts'

/** The reason in a sentence, with what to do about it. */
export function messageOf({ reason, until }: Verdict, extension: string): string {
  const end = until === null ? '' : ` on ${dayOf(until)}`
  switch (reason) {
    case 'free':
      return `${extension} is free.`
    case 'purchased':
      return `${extension} is paid for.`
    case 'trialing':
      return `${extension} is on trial; the first payment is due${end}.`
    case 'subscribed':
      return `${extension} is subscribed and renews${end}.`
    case 'ending':
      return `${extension} is cancelled and ends${end}.`
    case 'grace':
      return `A payment for ${extension} is due. Check the card on the workspace’s billing page: it closes${end}.`
    case 'payment_required':
      return `${extension} has to be paid for in this workspace. Choose a plan in the store, or run grantry buy ${extension}.`
    case 'payment_pending':
      return `The payment for ${extension} has not arrived yet. Complete the checkout, or wait a moment if you have.`
    case 'subscription_past_due':
      return `The subscription of ${extension} is not paid. Update the card on the workspace’s billing page.`
    case 'subscription_ended':
      return `The subscription of ${extension} has ended. Choose a plan in the store, or run grantry buy ${extension}.`
    case 'purchase_refunded':
      return `The payment for ${extension} was refunded. To use it again, buy it again.`
    case 'payment_disputed':
      return `The payment for ${extension} was taken back by the bank. To use it again, buy it again.`
    case 'seats_exceeded':
      return `All seats of ${extension} are taken. An admin of the workspace can add one on its billing page.`
    case 'usage_cap_reached':
      return `The spending cap of ${extension} is reached. An admin of the workspace can raise it; it is counted anew${end}.`
  }
}

const BUY: ReadonlySet<Entitlement['reason']> = new Set([
  'payment_required',
  'subscription_ended',
  'purchase_refunded',
  'payment_disputed',
])

/** Path in the web store where a closed reason can be resolved. */
export const wayOutOf = (reason: Entitlement['reason'], extension: string, workspaceId: string): string =>
  BUY.has(reason) ? `/extensions/${extension}/buy?workspace=${workspaceId}` : `/workspaces/${workspaceId}/billing`

const dayOf = (date: Date): string => date.toISOString().slice(0, 10)
