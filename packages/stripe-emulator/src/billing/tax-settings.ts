import type { Stripe } from 'stripe'

import type { World } from '../state/world.ts'

/** Stripe has one of them and gives it no id. */
export type TaxSettings = Stripe.Tax.Settings & { readonly id: typeof ID }
const ID = 'tax_settings'

const ADDRESS = { city: null, country: 'US', line1: null, line2: null, postal_code: null, state: 'DE' }

/** Whether taxes can be reckoned, and from where. Here that is so from the beginning. */
export const taxSettings = (world: World): TaxSettings =>
  world.find('tax_settings', ID) ?? settingsWith({ address: ADDRESS })

/** Without a head office nothing is reckoned. */
export function changeHeadOffice(world: World, office: Stripe.Tax.Settings.HeadOffice | null): TaxSettings {
  const settings = world.put('tax_settings', settingsWith(office))
  world.emit('tax.settings.updated', answerOf(settings))
  return settings
}

export function answerOf({ id: _id, ...settings }: TaxSettings): Stripe.Tax.Settings {
  return settings
}

export const headOfficeAt = (address: Stripe.AddressParam): Stripe.Tax.Settings.HeadOffice => ({
  address: { ...ADDRESS, country: null, state: null, ...address },
})

function settingsWith(office: Stripe.Tax.Settings.HeadOffice | null): TaxSettings {
  return {
    id: ID,
    object: 'tax.settings',
    defaults: { provider: 'stripe', tax_behavior: null, tax_code: null },
    head_office: office,
    livemode: false,
    status: office === null ? 'pending' : 'active',
    status_details: office === null ? { pending: { missing_fields: ['head_office'] } } : { active: {} },
  }
}
