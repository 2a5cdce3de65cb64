import type { Stripe } from 'stripe'

import { invalidRequest } from '../http/stripe-fault.ts'
import { completeOnboarding, COUNTRIES, TEST_BANKS } from '../money/onboarding.ts'
import type { AccountLinkRecord } from '../state/objects.ts'
import type { World } from '../state/world.ts'
import { html, type Html } from './html.ts'
import type { PageHandlers } from './page-server.ts'

/** Where the owner of a connected account tells what Stripe wants to know: here a country and a bank account. */
export const onboardingPage: PageHandlers = {
  show: (world, id, problem, input = {}) => {
    const { link, account } = accountOf(world, id)
    if (link.expires_at <= world.now()) {
      return {
        title: 'This link has expired',
        body: html`<p><a href="${link.refresh_url}">Ask for a new one</a></p>`,
      }
    }
    return {
      title: 'Get paid',
      problem,
      body: formOf(account, input['country'] ?? account.country ?? 'US', link),
      leadsTo: [link.return_url],
    }
  },
  submit: (world, id, input) => {
    const { link, account } = accountOf(world, id)
    if (link.expires_at <= world.now()) return { goTo: link.refresh_url }
    const country = input['country'] ?? ''
    if (!COUNTRIES[country]) throw invalidRequest('Choose a country.')
    const bank = TEST_BANKS.find(({ number }) => number === input['bank'])
    if (!bank) throw invalidRequest('Choose a bank account.')
    completeOnboarding(world, account, { country, bankNumber: bank.number })
    return { goTo: link.return_url }
  },
}

function formOf(account: Stripe.Account, country: string, link: AccountLinkRecord): Html {
  const options = Object.entries(COUNTRIES).map(
    ([code, { name }]) =>
      html`<option value="${code}" ${code === country ? { markup: 'selected' } : null}>${name}</option>`,
  )
  return html`
    <p>
      For ${account.business_profile?.name ?? account.email ?? account.id}. Stripe asks for much more; here this is all.
    </p>
    <form method="post">
      <label for="country">Country</label>
      <select id="country" name="country">
        ${options}
      </select>
      <label for="bank">Bank account</label>
      <select id="bank" name="bank">
        ${TEST_BANKS.map(({ number, says }) => html`<option value="${number}">${number}: ${says}</option>`)}
      </select>
      <div class="actions"><button>Agree and finish</button></div>
    </form>
    <p><a href="${link.return_url}">Back without finishing</a></p>
  `
}

function accountOf(world: World, id: string) {
  const link = world.get('account_link', id)
  return { link, account: world.get('account', link.account) }
}
