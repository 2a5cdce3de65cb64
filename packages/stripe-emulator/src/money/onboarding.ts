import type { Stripe } from 'stripe'

import { fingerprintOf, newId } from '../state/ids.ts'
import { wholeList } from '../state/list-page.ts'
import { DAY, type World } from '../state/world.ts'

/** Countries the onboarding page offers, with their currencies. */
export const COUNTRIES: Readonly<Record<string, { readonly name: string; readonly currency: string }>> = {
  AT: { name: 'Austria', currency: 'eur' },
  AU: { name: 'Australia', currency: 'aud' },
  CA: { name: 'Canada', currency: 'cad' },
  CH: { name: 'Switzerland', currency: 'chf' },
  DE: { name: 'Germany', currency: 'eur' },
  ES: { name: 'Spain', currency: 'eur' },
  FR: { name: 'France', currency: 'eur' },
  GB: { name: 'United Kingdom', currency: 'gbp' },
  IE: { name: 'Ireland', currency: 'eur' },
  IT: { name: 'Italy', currency: 'eur' },
  JP: { name: 'Japan', currency: 'jpy' },
  NL: { name: 'Netherlands', currency: 'eur' },
  PL: { name: 'Poland', currency: 'pln' },
  SE: { name: 'Sweden', currency: 'sek' },
  US: { name: 'United States', currency: 'usd' },
}

/** Stripe's test account numbers, as far as the emulator acts on them. */
export const TEST_BANKS = [
  { number: '000123456789', says: 'payouts arrive' },
  { number: '000111111113', says: 'payouts fail: the account is closed' },
  { number: '000111111116', says: 'payouts fail: there is no such account' },
] as const

/** What a new account still owes before it can take and pay out money. */
export const OPEN_REQUIREMENTS = ['external_account', 'tos_acceptance.date', 'tos_acceptance.ip'] as const

export interface OnboardingAnswers {
  readonly country: string
  readonly bankNumber: string
}

/** The account has told all Stripe wants to know: what it asked for becomes active. */
export function completeOnboarding(world: World, account: Stripe.Account, answers: OnboardingAnswers): Stripe.Account {
  const before = {
    charges_enabled: account.charges_enabled,
    details_submitted: account.details_submitted,
    payouts_enabled: account.payouts_enabled,
  }
  const currency = COUNTRIES[answers.country]?.currency ?? 'usd'
  const bank = bankOf(account, answers, currency)
  world.change('account', account, {
    country: answers.country,
    default_currency: currency,
    capabilities: Object.fromEntries(Object.keys(account.capabilities ?? {}).map((name) => [name, 'active'])),
    charges_enabled: true,
    details_submitted: true,
    external_accounts: wholeList<Stripe.ExternalAccount>([bank], `/v1/accounts/${account.id}/external_accounts`),
    payouts_enabled: true,
    requirements: requirementsOf([]),
    tos_acceptance: { date: world.now(), ip: '127.0.0.1', user_agent: null },
  })
  const connected = world.as(account.id)
  connected.emit('account.external_account.created', bank)
  connected.emit('account.updated', account, before)
  world.plan('payout.automatic', account.id, world.now() + DAY)
  return account
}

/** Stripe wants to know more, and pays nothing out until it does. */
export function restrictAccount(world: World, account: Stripe.Account): Stripe.Account {
  const before = { charges_enabled: account.charges_enabled, payouts_enabled: account.payouts_enabled }
  world.change('account', account, {
    charges_enabled: false,
    payouts_enabled: false,
    requirements: requirementsOf(['individual.verification.document']),
  })
  world.as(account.id).emit('account.updated', account, before)
  return account
}

export function requirementsOf(due: readonly string[]): Stripe.Account.Requirements {
  return {
    alternatives: [],
    current_deadline: null,
    currently_due: [...due],
    disabled_reason: due.length > 0 ? 'requirements.past_due' : null,
    errors: [],
    eventually_due: [...due],
    past_due: [...due],
    pending_verification: [],
  }
}

function bankOf(account: Stripe.Account, answers: OnboardingAnswers, currency: string): Stripe.BankAccount {
  return {
    id: newId('ba'),
    object: 'bank_account',
    account: account.id,
    account_holder_name: null,
    account_holder_type: null,
    account_type: null,
    available_payout_methods: ['standard'],
    bank_name: 'STRIPE EMULATOR BANK',
    country: answers.country,
    currency,
    default_for_currency: true,
    fingerprint: fingerprintOf(answers.bankNumber),
    last4: answers.bankNumber.slice(-4),
    metadata: {},
    routing_number: '110000000',
    status: 'new',
  }
}
