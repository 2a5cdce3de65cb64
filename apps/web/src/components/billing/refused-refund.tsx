import type { Charge } from '@grantry/contract'
import { formatMoney } from '../../lib/money.ts'
import { problemSentence } from '../../lib/problem.ts'
import { Button } from '../ui/button.tsx'
import { RefusedRefundBadge } from './money-badges.tsx'
import { type Refunding, useRefund } from './use-refund.ts'

type Refused = NonNullable<Charge['refusedRefund']>

interface RefusedRefundProps {
  refused: Refused
  refundable: Charge['refundable']
  /** Null for those who may not give money back. */
  refunding: Refunding | null
}

/** A refund that the payment provider did not begin, why, and the way to ask for it again. */
export function RefusedRefund({ refused, refundable, refunding }: RefusedRefundProps) {
  const { amount, failure } = refused
  return (
    <div className="flex w-full flex-wrap items-center gap-x-3 gap-y-1.5 text-sm">
      <RefusedRefundBadge />
      <span role="status" className="min-w-48 flex-1 wrap-anywhere text-ink-muted">
        {formatMoney(amount)} did not go back. {failure}
      </span>
      {refunding !== null && amount.amountMinor <= refundable.amountMinor && (
        <TryAgain refused={refused} refundable={refundable} refunding={refunding} />
      )}
    </div>
  )
}

function TryAgain({
  refused: { amount, reason },
  refundable,
  refunding,
}: Omit<RefusedRefundProps, 'refunding'> & { refunding: Refunding }) {
  const give = useRefund(refunding)
  return (
    <>
      <Button
        size="small"
        pending={give.isPending}
        onClick={() =>
          give.mutate({ amountMinor: amount.amountMinor, reason, refundableMinor: refundable.amountMinor })
        }
      >
        Try again
      </Button>
      {give.error && (
        <span role="alert" className="text-high">
          {problemSentence(give.error)}
        </span>
      )}
    </>
  )
}
