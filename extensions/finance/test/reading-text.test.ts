import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findMoney } from '../src/amounts.ts'
import { findCategory } from '../src/categories.ts'
import { findDates } from '../src/dates.ts'
import { findMerchant } from '../src/merchants.ts'
import { findTotal } from '../src/totals.ts'

const money = (text: string) => findMoney(text).map(({ amountMinor, currency }) => `${amountMinor} ${currency}`)

test('reads amounts as they are written in many places', () => {
  const written = {
    '€ 12,99': '1299 EUR',
    '12,99 €': '1299 EUR',
    'EUR12.99': '1299 EUR',
    '1.234,56 EUR': '123456 EUR',
    '$1,234.56': '123456 USD',
    'US$ 5': '500 USD',
    'CA$5.5': '550 CAD',
    "CHF 1'412.50": '141250 CHF',
    '1\u00a0234,50 €': '123450 EUR',
    '£1.234': '123400 GBP',
    '¥12,800': '12800 JPY',
    'JPY 500': '500 JPY',
    'usd 15.00': '1500 USD',
  }
  for (const [text, expected] of Object.entries(written)) assert.deepEqual(money(text), [expected], text)
})

test('takes no amount for one that is none', () => {
  const none = [
    '12.99',
    'call 555-1234',
    '1 EURO',
    'EUR',
    '-$120.50',
    '− 5 €',
    '¥ 12.50',
    'version 1.2.3.4 EUR',
    '12345678901 EUR',
  ]
  for (const text of none) assert.deepEqual(money(text), [], text)
})

test('takes the surest name of a total for the total, and the last of several', () => {
  assert.deepEqual(findTotal('Subtotal 10 EUR\nTotal 12 EUR\nTotal paid 11 EUR\nTotal 99 EUR'), {
    amountMinor: 1100,
    currency: 'EUR',
    found: 'named',
  })
  assert.equal(findTotal('Total 10 EUR\nTotal 12 EUR')?.amountMinor, 1200)
  assert.equal(findTotal('Gesamtbetrag\n17,32 EUR')?.amountMinor, 1732)
  assert.equal(findTotal('Discount total $5.00\nTea $9.00')?.found, 'largest')
  assert.equal(findTotal('Nothing costs anything'), null)
})

test('reads dates in four languages, and none that could be two', () => {
  const text =
    '2026-03-04, 5.3.2026, 6 March 2026, March 7th, 2026, 8. März 2026, 9 août 2026, 10 de enero de 2026, 13/12/2026, 12/14/2026'
  assert.deepEqual(findDates(text), [
    '2026-03-04',
    '2026-03-05',
    '2026-03-06',
    '2026-03-07',
    '2026-03-08',
    '2026-08-09',
    '2026-01-10',
    '2026-12-13',
    '2026-12-14',
  ])
  assert.deepEqual(findDates('03/04/2026, 30.02.2026, 2026-13-01, 5 Foo 2026, 2026, 9.00\nMay 2026'), [])
  assert.deepEqual(findDates('04/04/2026'), ['2026-04-04'])
})

test('finds who was paid in the text, the subject, or the sender', () => {
  const sender = { name: 'Contoso Billing', address: 'no-reply@fabrikam.example' }
  assert.equal(findMerchant('Sold by: Lamna Books\nTotal 1 EUR', '', sender), 'Lamna Books')
  assert.equal(findMerchant('', 'Receipt for your payment to Woodgrove Bikes for March', sender), 'Woodgrove Bikes')
  assert.equal(findMerchant('Ihr Einkauf bei Bäckerei Sommer.', '', null), 'Bäckerei Sommer')
  assert.equal(findMerchant('', 'Hello', sender), 'Contoso')
  assert.equal(findMerchant('', '', { ...sender, name: 'Billing' }), 'Fabrikam')
  assert.equal(findMerchant('an invoice from nobody in particular', '', null), null)
})

test('puts a text into the category that most of its words speak for', () => {
  assert.equal(findCategory('Zug, Fahrkarte, one coffee'), 'transport')
  assert.equal(findCategory('coffee coffee coffee, train ticket'), 'transport')
  assert.equal(findCategory('Stromkosten'), 'other')
})
