import type { Stripe } from 'stripe'

import { invalidRequest } from '../http/stripe-fault.ts'
import { decideDispute, escalateInquiry, isInquiry, openDispute, openInquiry } from '../money/disputes.ts'
import { restrictAccount } from '../money/onboarding.ts'
import { markFailed, markPaid } from '../money/payouts.ts'
import { failRefund } from '../money/refunds.ts'
import { advanceClock } from '../agenda/runner.ts'
import type { LoggedRequest } from '../http/request-log.ts'
import { DAY, type World } from '../state/world.ts'
import { html, moment, money, type Html } from './html.ts'
import type { FormInput, PageHandlers } from './page-server.ts'

/** How many of each are shown. */
const SHOWN = 20

/** What happens around Stripe, to be pressed by hand: time, disputes, refunds that fail, payouts that come back. */
export const controlPage: PageHandlers = {
  show: (world, _id, problem) => ({
    title: 'Control',
    problem,
    body: html`
      <h2>Time</h2>
      <p>It is ${moment(world.now())} here. What falls due on the way happens.</p>
      <form method="post" class="actions">
        <input type="hidden" name="act" value="advance" />
        <button name="days" value="1">A day later</button>
        <button name="days" value="31">31 days later</button>
        <button name="days" value="366">366 days later</button>
      </form>
      ${section('Charges', chargesOf(world), chargeRow)} ${section('Refunds', recent(world.list('refund')), refundRow)}
      ${section('Disputes', recent(world.list('dispute')), disputeRow)}
      ${section('Payouts', recent(world.store.list('payout').toReversed()), payoutRow)}
      ${section('Connected accounts', recent(world.list('account')), accountRow)}
      ${section('Deliveries of events', recent(world.store.list('delivery').toReversed()), (delivery) => ({
        text: `${delivery.type}: ${delivery.status} after ${delivery.attempts} (${delivery.lastResult ?? 'not tried'})`,
        acts: [],
        id: delivery.event,
      }))}
      ${requestLog(world.settings.requests.list())}
    `,
  }),
  submit: (world, _id, input) => {
    const act = ACTS[input['act'] ?? '']
    if (!act) throw invalidRequest('There is no such act.')
    act(world, input)
    return { goTo: '/_emulator' }
  },
}

const ACTS: Readonly<Record<string, (world: World, input: FormInput) => void>> = {
  advance: (world, { days }) => advanceClock(world, wholeDays(days) * DAY),
  dispute: (world, { id = '' }) => void openDispute(world, world.get('charge', id), 'fraudulent'),
  ask: (world, { id = '' }) => void openInquiry(world, world.get('charge', id), 'fraudulent'),
  escalate: (world, { id = '' }) => void escalateInquiry(world, world.get('dispute', id)),
  win: (world, { id = '' }) => void decideDispute(world, world.get('dispute', id), 'won'),
  lose: (world, { id = '' }) => void decideDispute(world, world.get('dispute', id), 'lost'),
  fail_refund: (world, { id = '' }) => void failRefund(world, world.get('refund', id)),
  pay_payout: (world, { id = '' }) => {
    const owner = world.as(world.store.scopeOf('payout', id) ?? '')
    markPaid(owner, owner.get('payout', id))
  },
  fail_payout: (world, { id = '' }) => {
    const owner = world.as(world.store.scopeOf('payout', id) ?? '')
    markFailed(owner, owner.get('payout', id), 'account_closed')
  },
  restrict: (world, { id = '' }) => void restrictAccount(world, world.get('account', id)),
}

interface Row {
  readonly id: string
  readonly text: string
  readonly acts: readonly (readonly [act: string, label: string])[]
}

function section<T>(title: string, objects: readonly T[], rowOf: (object: T) => Row): Html {
  if (objects.length === 0) return html``
  return html`
    <h2>${title}</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Id</th>
            <th scope="col">Do</th>
          </tr>
        </thead>
        <tbody>
          ${objects.map(rowOf).map(
            ({ id, text, acts }) =>
              html`<tr>
                <td>${text}</td>
                <td><code>${id}</code></td>
                <td>
                  ${acts.map(
                    ([act, label]) =>
                      html`<form method="post">
                        <input type="hidden" name="id" value="${id}" />
                        <button name="act" value="${act}" class="quiet">${label}</button>
                      </form>`,
                  )}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `
}

function chargesOf(world: World): Stripe.Charge[] {
  return recent(world.list('charge').filter(({ paid }) => paid))
}

function chargeRow({ id, amount, currency, refunded, disputed }: Stripe.Charge): Row {
  const state = disputed ? ', disputed' : refunded ? ', refunded' : ''
  return {
    id,
    text: `${money(amount, currency)}${state}`,
    acts:
      disputed || refunded
        ? []
        : [
            ['dispute', 'Dispute'],
            ['ask', 'Ask about it'],
          ],
  }
}

function refundRow({ id, amount, currency, status }: Stripe.Refund): Row {
  return {
    id,
    text: `${money(amount, currency)}, ${status}`,
    acts: status === 'failed' ? [] : [['fail_refund', 'Let it fail']],
  }
}

function disputeRow(dispute: Stripe.Dispute): Row {
  const { id, amount, currency, status } = dispute
  return { id, text: `${money(amount, currency)}, ${status.replaceAll('_', ' ')}`, acts: actsOfDispute(dispute) }
}

function actsOfDispute(dispute: Stripe.Dispute): Row['acts'] {
  if (isInquiry(dispute)) {
    return [
      ['win', 'Let it go'],
      ['escalate', 'Take the money back'],
    ]
  }
  return dispute.status === 'needs_response' || dispute.status === 'under_review'
    ? [
        ['win', 'Won'],
        ['lose', 'Lost'],
      ]
    : []
}

function payoutRow({ id, amount, currency, status }: Stripe.Payout): Row {
  return {
    id,
    text: `${money(amount, currency)}, ${status}`,
    acts:
      status === 'pending'
        ? [
            ['pay_payout', 'Arrived'],
            ['fail_payout', 'Let it fail'],
          ]
        : [],
  }
}

function accountRow({ id, email, payouts_enabled }: Stripe.Account): Row {
  return {
    id,
    text: `${email ?? 'without email'}, payouts ${payouts_enabled ? 'enabled' : 'disabled'}`,
    acts: payouts_enabled ? [['restrict', 'Ask for more']] : [],
  }
}

/** What was asked lately; the `request_log_url` of an error leads here. */
function requestLog(requests: readonly LoggedRequest[]): Html {
  return html`
    <h2>Requests</h2>
    <ul>
      ${requests.map(
        ({ id, method, url, status }) =>
          html`<li id="${id}">
            ${method} ${url.split('?')[0]}: ${status ?? 'the connection was broken'} <code>${id}</code>
          </li>`,
      )}
    </ul>
  `
}

function recent<T>(newestFirst: readonly T[]): T[] {
  return newestFirst.slice(0, SHOWN)
}

function wholeDays(text: string | undefined): number {
  const days = Number(text)
  if (!Number.isSafeInteger(days) || days < 1 || days > 3660) throw invalidRequest('Give a number of days.')
  return days
}
