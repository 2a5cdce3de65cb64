import type { Currency } from '@grantry/contract'
import { CURRENCIES } from '../../lib/money-words.ts'
import { amountText, parseAmount } from '../../lib/money.ts'
import { Field, Input, Select } from '../ui/field.tsx'
import { Options } from '../ui/options.tsx'

interface AmountFieldsProps {
  amount: string
  currency: Currency
  errors: readonly string[]
  onAmount: (amount: string) => void
  onCurrency: (currency: Currency) => void
}

/** An amount as people write it, and its currency. */
export function AmountFields({ amount, currency, errors, onAmount, onCurrency }: AmountFieldsProps) {
  const isOdd = amount.trim() !== '' && parseAmount(amount, currency) === null
  const example = amountText({ amountMinor: 500, currency })
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Amount" errors={isOdd ? [`An amount looks like ${example}`] : errors}>
        {(control) => (
          <Input
            {...control}
            inputMode="decimal"
            placeholder={example}
            value={amount}
            onChange={({ target }) => onAmount(target.value)}
          />
        )}
      </Field>
      <Field label="Currency">
        {(control) => (
          <Select {...control} value={currency} onChange={({ target }) => onCurrency(target.value as Currency)}>
            <Options list={CURRENCIES} />
          </Select>
        )}
      </Field>
    </div>
  )
}
