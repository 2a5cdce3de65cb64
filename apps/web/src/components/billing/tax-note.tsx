import type { Money } from '@grantry/contract'
import { formatMoney } from '../../lib/money.ts'

/** What of an amount beside it is tax. */
export const TaxNote = ({ tax }: { tax: Money }) => (
  <span className="text-sm text-ink-muted tabular-nums">incl. {formatMoney(tax)} tax</span>
)
