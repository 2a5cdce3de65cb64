import type { Stripe } from 'stripe'

import { wholeList } from '../state/list-page.ts'
import type { Kind } from '../state/objects.ts'
import { idOrNull, type World } from '../state/world.ts'
import { invalidRequest } from './stripe-fault.ts'

/** Ids tell their kind by the prefix. */
const KIND_BY_PREFIX: Readonly<Record<string, Kind>> = {
  acct: 'account',
  ch: 'charge',
  clock: 'test_clock',
  cs: 'checkout.session',
  cus: 'customer',
  du: 'dispute',
  fee: 'application_fee',
  in: 'invoice',
  pi: 'payment_intent',
  pm: 'payment_method',
  po: 'payout',
  price: 'price',
  prod: 'product',
  py: 'charge',
  re: 'refund',
  sub: 'subscription',
  tr: 'transfer',
  trr: 'transfer_reversal',
  txn: 'balance_transaction',
}

/** Lists that an object has only when asked to. */
const INCLUDABLE: Readonly<Record<string, (world: World, id: string) => object>> = {
  'charge.refunds': (world, id) =>
    wholeList(
      world.list('refund').filter(({ charge }) => charge === id),
      `/v1/charges/${id}/refunds`,
    ),
  'checkout.session.line_items': (world, id) =>
    wholeList([...world.get('checkout_order', id).lines], `/v1/checkout/sessions/${id}/line_items`),
  'customer.subscriptions': (world, id) =>
    wholeList(
      world.list('subscription').filter(({ customer, status }) => customer === id && status !== 'canceled'),
      `/v1/customers/${id}/subscriptions`,
    ),
  'invoice.confirmation_secret': (world, id) => ({
    type: 'payment_intent',
    client_secret: intentOfInvoice(world, id)?.client_secret ?? null,
  }),
  'invoice.payments': (world, id) =>
    wholeList(
      world.list('invoice_payment').filter(({ invoice }) => invoice === id),
      `/v1/invoice_payments?invoice=${id}`,
    ),
}

function intentOfInvoice(world: World, invoice: string): Stripe.PaymentIntent | undefined {
  const payment = world.list('invoice_payment').find((candidate) => candidate.invoice === invoice)
  return world.find('payment_intent', idOrNull(payment?.payment.payment_intent) ?? '')
}

const MAX_LEVELS = 4

/**
 * A copy of an answer in which ids are replaced by the objects they name, as `expand[]` asks.
 *
 * @throws StripeFault for a path that leads to nothing that can be expanded.
 */
export function expandAnswer<T extends object>(world: World, answer: T, paths: readonly string[]): T {
  const copy = structuredClone(answer)
  for (const path of paths) {
    const keys = path.split('.')
    if (keys.length > MAX_LEVELS) {
      throw invalidRequest(`You cannot expand more than ${MAX_LEVELS} levels of a property. Property: ${path}`)
    }
    expandPath(world, copy as Fields, keys, path)
  }
  return copy
}

type Fields = Record<string, unknown>

function expandPath(world: World, node: Fields, [key = '', ...rest]: readonly string[], path: string): void {
  const value = include(world, node, key) ?? node[key]
  if (value === null) return
  if (typeof value === 'string') node[key] = resolve(world, value, key, path)
  else if (typeof value !== 'object') throw unexpandable(key, path)
  if (rest.length === 0) return
  const below = node[key]
  for (const item of Array.isArray(below) ? below : [below]) expandPath(world, item as Fields, rest, path)
}

/** Puts a list in its place that the object does not carry by itself. */
function include(world: World, node: Fields, key: string): unknown {
  const list = INCLUDABLE[`${String(node['object'])}.${key}`]
  if (!list) return undefined
  return (node[key] ??= structuredClone(list(world, String(node['id']))))
}

function resolve(world: World, id: string, key: string, path: string): object {
  const kind = KIND_BY_PREFIX[id.slice(0, id.indexOf('_'))]
  const scope = kind && world.store.scopeOf(kind, id)
  const object = kind && scope !== undefined ? world.store.find(kind, id, scope) : undefined
  if (!object || key === 'id') throw unexpandable(key, path)
  return structuredClone(object)
}

function unexpandable(key: string, path: string) {
  return invalidRequest(`This property cannot be expanded (${path === key ? key : `${key} in ${path}`}).`, {
    param: 'expand',
  })
}
