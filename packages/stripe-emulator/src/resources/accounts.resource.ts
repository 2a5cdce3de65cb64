import type { Stripe } from 'stripe'

import { invalidRequest, StripeFault } from '../http/stripe-fault.ts'
import { OPEN_REQUIREMENTS, requirementsOf } from '../money/onboarding.ts'
import { newId } from '../state/ids.ts'
import { isWithin, pageOf, wholeList } from '../state/list-page.ts'
import { PLATFORM } from '../state/store.ts'
import { mergeMetadata, type World } from '../state/world.ts'
import type { Routes } from './api.ts'
import type { Call, Paging } from './call.ts'

type Fields =
  | 'business_profile.mcc'
  | 'business_profile.name'
  | 'business_profile.product_description'
  | 'business_profile.support_email'
  | 'business_profile.url'
  | 'business_type'
  | 'capabilities.card_payments'
  | 'capabilities.transfers'
  | 'email'
  | 'metadata'
  | 'settings.payouts.schedule.interval'

export interface AccountCalls {
  'POST /v1/accounts': Call<
    Stripe.AccountCreateParams,
    Fields | 'controller' | 'country' | 'default_currency' | 'type',
    Stripe.Account
  >
  'GET /v1/accounts': Call<Stripe.AccountListParams, Paging | 'created', Stripe.ApiList<Stripe.Account>>
  'GET /v1/account': Call<Stripe.AccountRetrieveParams, never, Stripe.Account>
  'GET /v1/accounts/:id': Call<Stripe.AccountRetrieveParams, never, Stripe.Account>
  'POST /v1/accounts/:id': Call<Stripe.AccountUpdateParams, Fields, Stripe.Account>
  'DELETE /v1/accounts/:id': Call<Stripe.AccountDeleteParams, never, Stripe.DeletedAccount>
  'POST /v1/account_links': Call<
    Stripe.AccountLinkCreateParams,
    'account' | 'collect' | 'collection_options' | 'refresh_url' | 'return_url' | 'type',
    Stripe.AccountLink
  >
  'POST /v1/accounts/:id/login_links': Call<Stripe.AccountCreateLoginLinkParams, never, Stripe.LoginLink>
}

const LINK_LIFETIME_SECONDS = 300

export const accountRoutes = {
  'POST /v1/accounts': ({ world, params }) => {
    const account = world.put('account', buildAccount(world, params))
    world.as(account.id).emit('account.updated', account)
    return account
  },
  'GET /v1/accounts': ({ world, params }) =>
    pageOf(
      world.list('account').filter(({ created }) => isWithin(created ?? 0, params.created)),
      params,
      '/v1/accounts',
      'account',
    ),
  'GET /v1/account': ({ world }) =>
    world.scope === PLATFORM ? platformAccount(world) : getAccount(world.as(PLATFORM), world.scope),
  'GET /v1/accounts/:id': ({ world, path }) => getAccount(world, path.id),
  'POST /v1/accounts/:id': ({ world, params, path }) => {
    const account = getAccount(world, path.id)
    world.change('account', account, {
      business_profile: {
        ...NO_PROFILE,
        ...account.business_profile,
        ...params.business_profile,
      } as Stripe.Account.BusinessProfile,
      business_type: params.business_type ?? account.business_type,
      capabilities: capabilitiesOf(account, params.capabilities),
      email: params.email ?? account.email,
      metadata: mergeMetadata(account.metadata ?? {}, params.metadata),
      settings: settingsOf(account.settings, params.settings?.payouts?.schedule?.interval),
    })
    world.as(account.id).emit('account.updated', account)
    return account
  },
  'DELETE /v1/accounts/:id': ({ world, path }) => {
    const account = getAccount(world, path.id)
    world.store.remove('account', account.id)
    world.cancelPlan('payout.automatic', account.id)
    return { id: account.id, object: 'account', deleted: true }
  },
  'POST /v1/account_links': ({ world, params }) => {
    const account = getAccount(world, params.account, 'account')
    if (params.refresh_url === undefined || params.return_url === undefined) {
      const param = params.refresh_url === undefined ? 'refresh_url' : 'return_url'
      throw invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param })
    }
    if (params.type !== 'account_onboarding') {
      throw invalidRequest('You cannot create account_update type Account Links for this account.', { param: 'type' })
    }
    const link = world.put('account_link', {
      id: newId('link'),
      account: account.id,
      refresh_url: params.refresh_url,
      return_url: params.return_url,
      expires_at: world.now() + LINK_LIFETIME_SECONDS,
    })
    return {
      object: 'account_link',
      created: world.now(),
      expires_at: link.expires_at,
      url: `${world.settings.url}/setup/${link.id}`,
    }
  },
  'POST /v1/accounts/:id/login_links': ({ world, path }) => {
    const account = getAccount(world, path.id)
    if (!account.details_submitted) {
      throw invalidRequest('Cannot create a login link for an account that has not completed onboarding.')
    }
    return { object: 'login_link', created: world.now(), url: `${world.settings.url}/express/${account.id}` }
  },
} satisfies Partial<Routes>

/** @throws StripeFault 403 as Stripe words it for accounts that the key does not reach. */
export function getAccount(world: World, id: string, param?: string): Stripe.Account {
  const account = world.find('account', id)
  if (account) return account
  if (param !== undefined) throw invalidRequest(`No such account: '${id}'`, { code: 'resource_missing', param })
  throw new StripeFault(403, {
    type: 'invalid_request_error',
    code: 'account_invalid',
    message:
      `The provided key does not have access to account '${id}' (or that account does not exist). ` +
      'Application access may have been revoked.',
  })
}

function platformAccount(world: World): Stripe.Account {
  const account = buildAccount(world, { type: 'standard', email: 'platform@example.org', country: 'US' })
  return { ...account, id: 'acct_platform', charges_enabled: true, payouts_enabled: true, details_submitted: true }
}

function buildAccount(world: World, params: Stripe.AccountCreateParams): Stripe.Account {
  const id = newId('acct', 16)
  return {
    id,
    object: 'account',
    business_profile: { ...NO_PROFILE, ...params.business_profile } as Stripe.Account.BusinessProfile,
    business_type: params.business_type ?? null,
    capabilities: capabilitiesOf(undefined, params.capabilities),
    charges_enabled: false,
    controller: controllerOf(params),
    country: params.country ?? 'US',
    created: world.now(),
    default_currency: params.default_currency ?? 'usd',
    details_submitted: false,
    email: params.email ?? null,
    external_accounts: wholeList<Stripe.ExternalAccount>([], `/v1/accounts/${id}/external_accounts`),
    future_requirements: requirementsOf([]),
    metadata: mergeMetadata({}, params.metadata),
    payouts_enabled: false,
    requirements: requirementsOf(OPEN_REQUIREMENTS),
    settings: settingsOf(undefined, params.settings?.payouts?.schedule?.interval),
    tos_acceptance: { date: null, ip: null, user_agent: null },
    type: params.type ?? (params.controller ? 'none' : 'standard'),
  } satisfies Stripe.Account
}

function controllerOf({ controller, type }: Stripe.AccountCreateParams): Stripe.Account.Controller {
  const isExpress = type === 'express'
  return {
    fees: { payer: controller?.fees?.payer ?? (isExpress ? 'application_express' : 'account') },
    is_controller: true,
    losses: { payments: controller?.losses?.payments ?? (isExpress ? 'application' : 'stripe') },
    requirement_collection: controller?.requirement_collection ?? 'stripe',
    stripe_dashboard: { type: controller?.stripe_dashboard?.type ?? (isExpress ? 'express' : 'full') },
    type: 'application',
  }
}

type RequestedCapabilities = Stripe.AccountCreateParams.Capabilities | undefined

/** A capability asked for is inactive until the onboarding is done. */
function capabilitiesOf(
  account: Stripe.Account | undefined,
  requested: RequestedCapabilities,
): Stripe.Account.Capabilities {
  const status = account?.details_submitted ? 'active' : 'inactive'
  const current = account?.capabilities
  return {
    ...current,
    ...(requested?.card_payments?.requested ? { card_payments: current?.card_payments ?? status } : {}),
    ...(requested?.transfers?.requested ? { transfers: current?.transfers ?? status } : {}),
  }
}

function settingsOf(
  current: Stripe.Account.Settings | null | undefined,
  interval: string | undefined,
): Stripe.Account.Settings {
  return {
    branding: { icon: null, logo: null, primary_color: null, secondary_color: null },
    card_payments: {
      decline_on: { avs_failure: false, cvc_failure: false },
      statement_descriptor_prefix: null,
      statement_descriptor_prefix_kana: null,
      statement_descriptor_prefix_kanji: null,
    },
    dashboard: { display_name: null, timezone: 'Etc/UTC' },
    payments: {
      statement_descriptor: null,
      statement_descriptor_kana: null,
      statement_descriptor_kanji: null,
      statement_descriptor_prefix_kana: null,
      statement_descriptor_prefix_kanji: null,
    },
    payouts: {
      debit_negative_balances: true,
      schedule: { delay_days: 2, interval: interval ?? current?.payouts?.schedule.interval ?? 'daily' },
      statement_descriptor: null,
    },
  }
}

const NO_PROFILE: Stripe.Account.BusinessProfile = {
  mcc: null,
  minority_owned_business_designation: null,
  name: null,
  product_description: null,
  specified_commercial_transactions_act_url: null,
  support_address: null,
  support_email: null,
  support_phone: null,
  support_url: null,
  url: null,
}
