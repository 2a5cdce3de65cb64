import { balanceIn, currenciesOf } from '../money/ledger.ts'
import { day, html, money } from './html.ts'
import type { PageHandlers } from './page-server.ts'

/** What the owner of a connected account sees of it (login links). */
export const expressPage: PageHandlers = {
  show: (world, id) => {
    const account = world.get('account', id)
    const own = world.as(account.id)
    return {
      title: account.business_profile?.name ?? account.email ?? 'Your account',
      body: html`
        <h2>Balance</h2>
        <ul>
          ${currenciesOf(own).map((currency) => {
            const { available, pending } = balanceIn(own, currency)
            return html`<li>${money(available, currency)} available, ${money(pending, currency)} pending</li>`
          })}
        </ul>
        <h2>Payouts</h2>
        <ul>
          ${own
            .list('payout')
            .map(
              ({ amount, currency, status, arrival_date }) =>
                html`<li>${money(amount, currency)}, ${status}, expected on ${day(arrival_date)}</li>`,
            )}
        </ul>
      `,
    }
  },
}
