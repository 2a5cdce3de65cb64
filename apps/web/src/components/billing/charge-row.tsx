import type { Charge } from '@grantry/contract'
import { useState } from 'react'
import { formatDay } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { RefundDialog } from './refund.dialog.tsx'
import { RefusedRefund } from './refused-refund.tsx'
import type { Refunding } from './use-refund.ts'

interface ChargeRowProps {
  charge: Charge
  /** Null for those who may not give money back. */
  refunding: Refunding | null
  /** Shown to those who see the charges of all publishers. */
  publisher?: string
}

/** What somebody paid, and how it is shared. */
export function ChargeRow({ charge, publisher, refunding }: ChargeRowProps) {
  const [isOpen, setOpen] = useState(false)
  const { gross, publisherShare, refunded, disputed, refundable, refusedRefund, publisherBasisPoints } = charge
  return (
    <li className="flex flex-wrap items-center gap-x-5 gap-y-1.5 px-4 py-3">
      <span className="w-28 tabular-nums">{formatDay(charge.chargedAt)}</span>
      <span className="w-24 font-semibold tabular-nums">{formatMoney(gross)}</span>
      <span className="min-w-40 flex-1">
        {charge.extensionName}
        {publisher !== undefined && <span className="text-ink-muted"> by {publisher}</span>}
        <span className="block text-sm text-ink-muted tabular-nums">
          {formatMoney(publisherShare)} to the publisher ({publisherBasisPoints / 100}&nbsp;%)
        </span>
      </span>
      {refunded.amountMinor > 0 && <Badge>{formatMoney(refunded)} refunded</Badge>}
      {charge.refunding.amountMinor > 0 && (
        <Badge tone="accent">{formatMoney(charge.refunding)} is being refunded</Badge>
      )}
      {disputed.amountMinor > 0 && <Badge tone="medium">{formatMoney(disputed)} disputed</Badge>}
      {refunding !== null && refundable.amountMinor > 0 && (
        <Button size="small" onClick={() => setOpen(true)}>
          Refund…
        </Button>
      )}
      {refusedRefund !== null && (
        <RefusedRefund refused={refusedRefund} refundable={refundable} refunding={refunding} />
      )}
      {refunding !== null && isOpen && <RefundDialog charge={charge} onClose={() => setOpen(false)} {...refunding} />}
    </li>
  )
}
