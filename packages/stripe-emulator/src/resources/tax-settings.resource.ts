import type { Stripe } from 'stripe'

import { answerOf, changeHeadOffice, headOfficeAt, taxSettings } from '../billing/tax-settings.ts'
import type { Routes } from './api.ts'
import type { Call } from './call.ts'

export interface TaxSettingsCalls {
  'GET /v1/tax/settings': Call<Stripe.Tax.SettingsRetrieveParams, never, Stripe.Tax.Settings>
  'POST /v1/tax/settings': Call<Stripe.Tax.SettingsUpdateParams, 'head_office.address', Stripe.Tax.Settings>
}

export const taxSettingsRoutes = {
  'GET /v1/tax/settings': ({ world }) => answerOf(taxSettings(world)),
  'POST /v1/tax/settings': ({ world, params }) =>
    answerOf(
      params.head_office ? changeHeadOffice(world, headOfficeAt(params.head_office.address)) : taxSettings(world),
    ),
} satisfies Partial<Routes>
