import { TAX_RATES } from '../billing/taxes.ts'
import { invalidRequest } from '../http/stripe-fault.ts'
import { html, type Html } from './html.ts'

/** Where somebody can live here: the countries with a tax, and one without. */
const COUNTRIES = ['US', ...Object.keys(TAX_RATES)]
const names = new Intl.DisplayNames('en', { type: 'region' })

/** Taxes go by the country that is chosen. */
export function countryField(chosen: string): Html {
  const options = COUNTRIES.map(
    (code) =>
      html`<option value="${code}" ${code === chosen ? { markup: 'selected' } : null}>
        ${names.of(code)}, ${(TAX_RATES[code] ?? 0) / 100} % tax
      </option>`,
  )
  return html`<label for="country">Country</label>
    <select id="country" name="country" autocomplete="country">
      ${options}
    </select>`
}

/** @throws StripeFault for what is not on the list */
export function countryFrom(input: string | undefined): string {
  const country = input ?? 'US'
  if (!COUNTRIES.includes(country)) throw invalidRequest('Choose a country.')
  return country
}
