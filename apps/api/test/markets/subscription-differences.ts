import type { Stripe } from 'stripe'
import { AppConfig } from '../../src/config/app-config.ts'
import { Entitlements } from '../../src/domains/purchases/index.ts'
import { DomainError } from '../../src/kernel/domain-error.ts'
import { differs } from './differs.ts'
import type { Market } from './market.ts'

const DAY_SECONDS = 86_400

interface Paid {
  charges: readonly Stripe.Charge[]
  disputes: readonly Stripe.Dispute[]
}

/** A subscription with what was paid for it, as the provider has them. */
interface Bought {
  subscription: Stripe.Subscription
  /** What was paid for the present period from its beginning, and what of it came back. */
  present: readonly { amount: number; back: number }[]
}

/** In what subscriptions, invoices and what they open differ from what the provider has. */
export async function subscriptionDifferences(market: Market, paid: Paid): Promise<string[]> {
  const subscriptions = (await market.insist((api) => api.subscriptions.list({ limit: 100, status: 'all' }))).data
  const invoices = (await market.insist((api) => api.invoices.list({ limit: 100 }))).data
  const intents = await intentsOf(market, invoices)
  const bought = subscriptions.map((subscription): Bought => {
    const present = `${subscription.id} ${subscription.items.data[0]?.current_period_start}`
    const charges = paid.charges.filter(({ payment_intent: intent }) => intents.get(idOf(intent)) === present)
    return { subscription, present: charges.map((charge) => backOf(charge, paid.disputes)) }
  })
  const shouldBe = bought.some((one) => isOpen(market, one)) ? 'open' : 'closed'
  return [
    ...(await rowDifferences(market, subscriptions)),
    ...(await invoiceDifferences(market, invoices)),
    ...bought
      .filter(isTakenBack)
      .flatMap(({ subscription: { id, status } }) => differs(`${id}, whose payment came back, is`, status, 'canceled')),
    ...differs('the extension is', await answerOf(market), shouldBe),
  ]
}

const idOf = (of: string | { id: string } | null | undefined): string => (typeof of === 'string' ? of : (of?.id ?? ''))

/** Which subscription a payment is for, and from when on. */
async function intentsOf(market: Market, invoices: readonly Stripe.Invoice[]): Promise<Map<string, string>> {
  const intents = new Map<string, string>()
  for (const { id = '', parent, lines } of invoices) {
    const from = Math.max(...lines.data.flatMap(({ amount, period }) => (amount > 0 ? [period.start] : [])))
    const { data } = await market.insist((api) => api.invoicePayments.list({ invoice: id, limit: 10 }))
    for (const { payment } of data)
      intents.set(idOf(payment.payment_intent), `${idOf(parent?.subscription_details?.subscription)} ${from}`)
  }
  return intents
}

function backOf({ id, amount, amount_refunded }: Stripe.Charge, disputes: readonly Stripe.Dispute[]) {
  const lost = disputes.filter(({ charge, status }) => charge === id && status === 'lost')
  return { amount, back: lost.reduce((sum, dispute) => sum + dispute.amount, amount_refunded) }
}

const isTakenBack = ({ present }: Bought): boolean =>
  present.length > 0 && present.every(({ amount, back }) => back >= amount)

/** By the rules as the guide tells them, from what the provider has. */
function isOpen(market: Market, bought: Bought): boolean {
  const { status, items, cancel_at_period_end: ends } = bought.subscription
  const item = items.data[0]
  if (isTakenBack(bought) || item === undefined) return false
  const now = market.now().getTime() / 1_000
  const grace = market.house.app.get(AppConfig).billing.graceDays * DAY_SECONDS
  if (status === 'past_due') return now < item.current_period_start + grace
  if (status !== 'active' && status !== 'trialing') return false
  return now < item.current_period_end + (ends ? 0 : grace)
}

async function answerOf({ house, access, extension }: Market): Promise<'open' | 'closed'> {
  const pricing = { model: 'paid', from: null, trialDays: 0 } as const
  try {
    await house.app.get(Entitlements).require({ workspaceId: access.workspaceId, extension, pricing }, access.userId)
    return 'open'
  } catch (error) {
    if (error instanceof DomainError && error.kind === 'payment_required') return 'closed'
    throw error
  }
}

async function rowDifferences(market: Market, told: readonly Stripe.Subscription[]): Promise<string[]> {
  const kept = await market.house.rows<{ line: string }>(
    `SELECT concat_ws(' ', provider_subscription_id, status, quantity, extract(epoch FROM current_period_end)::bigint,
       cancel_at_period_end) AS line FROM subscriptions WHERE workspace_id = $1`,
    [market.access.workspaceId],
  )
  const lineOf = ({ id, status, items, cancel_at_period_end: ends }: Stripe.Subscription) =>
    [id, status, items.data[0]?.quantity, items.data[0]?.current_period_end, ends ? 't' : 'f'].join(' ')
  return differs('subscriptions', linesOf(kept), linesOf(told.map((one) => ({ line: lineOf(one) }))))
}

async function invoiceDifferences(market: Market, told: readonly Stripe.Invoice[]): Promise<string[]> {
  const kept = await market.house.rows<{ line: string }>(
    `SELECT concat_ws(' ', provider_invoice_id, status, total_minor, paid_minor) AS line FROM invoices WHERE workspace_id = $1`,
    [market.access.workspaceId],
  )
  const lineOf = ({ id, status, total, amount_paid: paid }: Stripe.Invoice) => [id, status, total, paid].join(' ')
  return differs('invoices', linesOf(kept), linesOf(told.map((one) => ({ line: lineOf(one) }))))
}

const linesOf = (lines: readonly { line: string }[]): string =>
  lines
    .map(({ line }) => line)
    .toSorted()
    .join()
