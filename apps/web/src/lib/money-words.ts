import type { BillingInterval, Currency, Meter, PlanKind } from '@grantry/contract'

/* The contract's closed lists about money as people read them; complete by their types. */

export const PLAN_KINDS: Record<PlanKind, string> = {
  subscription: 'By subscription',
  one_time: 'Once',
  metered: 'By use',
  free: 'Not at all',
}

export const INTERVALS: Record<BillingInterval, string> = { month: 'Month', year: 'Year' }

export const METERS: Record<Meter['of'], string> = { calls: 'Calls', fuel: 'Fuel' }

export const CURRENCIES: Record<Currency, string> = {
  usd: 'US dollar',
  eur: 'Euro',
  gbp: 'Pound sterling',
  chf: 'Swiss franc',
  aud: 'Australian dollar',
  cad: 'Canadian dollar',
  czk: 'Czech koruna',
  dkk: 'Danish krone',
  jpy: 'Japanese yen',
  nok: 'Norwegian krone',
  nzd: 'New Zealand dollar',
  pln: 'Polish złoty',
  sek: 'Swedish krona',
  sgd: 'Singapore dollar',
}
