import type { BillingInterval } from '@grantry/contract'
import { INTERVALS } from '../../lib/money-words.ts'
import { Field, Select } from '../ui/field.tsx'
import { Options } from '../ui/options.tsx'

interface IntervalFieldProps {
  interval: BillingInterval
  errors?: readonly string[]
  onInterval: (interval: BillingInterval) => void
}

/** How often a subscription is paid. */
export const IntervalField = ({ interval, errors = [], onInterval }: IntervalFieldProps) => (
  <Field label="Renews each" errors={errors}>
    {(control) => (
      <Select {...control} value={interval} onChange={({ target }) => onInterval(target.value as BillingInterval)}>
        <Options list={INTERVALS} />
      </Select>
    )}
  </Field>
)
