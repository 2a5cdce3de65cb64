import type { PurchasePreview } from '@grantry/contract'
import { taxText } from '@grantry/contract/pricing-text'
import type { UseQueryResult } from '@tanstack/react-query'
import { TaxNote } from '../../components/billing/tax-note.tsx'
import { classes } from '../../components/ui/class-names.ts'
import { Notice } from '../../components/ui/notice.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { formatDay } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { problemSentence } from '../../lib/problem.ts'

interface ChangeCostProps {
  cost: UseQueryResult<PurchasePreview>
  /** Whether it is the cost of what is chosen now. */
  isPriced: boolean
}

/** What a change costs now, and from then on. */
export function ChangeCost({ cost, isPriced }: ChangeCostProps) {
  if (cost.isPending) return <Skeleton className="h-28 rounded-md" />
  if (cost.isError) return <Notice tone="error">{problemSentence(cost.error)}</Notice>
  const { dueNow, tax, credit, lines, renewsAt, renewal, renewalTax } = cost.data
  return (
    <div
      aria-live="polite"
      aria-busy={!isPriced}
      className={classes('grid gap-2.5 rounded-md bg-sunken p-3.5', !isPriced && 'opacity-50')}
    >
      {lines.length > 0 && (
        <ul aria-label="What it consists of" className="grid gap-1 text-sm text-ink-muted">
          {lines.map(({ text, amount }) => (
            <li key={text} className="flex justify-between gap-4">
              <span>{text}</span>
              <span className="tabular-nums">{formatMoney(amount)}</span>
            </li>
          ))}
        </ul>
      )}
      <p className="flex justify-between gap-4 font-semibold">
        <span>To pay now</span>
        <span className="tabular-nums">{formatMoney(dueNow)}</span>
      </p>
      {dueNow.amountMinor > 0 && tax.amountMinor > 0 && (
        <p className="text-right">
          <TaxNote tax={tax} />
        </p>
      )}
      <p className="text-sm text-ink-muted">
        {credit.amountMinor > 0 && `${formatMoney(credit)} are kept for the next invoices. `}
        Then {[formatMoney(renewal), taxText(renewalTax)].filter(Boolean).join(' ')} each time, next on{' '}
        {formatDay(renewsAt)}.
      </p>
    </div>
  )
}
