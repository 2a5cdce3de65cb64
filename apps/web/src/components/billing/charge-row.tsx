import type { Charge, CreateRefund } from '@grantry/contract'
import { useState } from 'react'
import { formatDay } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { RefundDialog } from './refund.dialog.tsx'

interface ChargeRowProps {
  charge: Charge
  /** Shown to those who see the charges of all publishers. */
  publisher?: string
  refund: (body: CreateRefund) => Promise<unknown>
  onRefunded: () => Promise<unknown>
}

/** What somebody paid, and how it is shared. */
export function ChargeRow({ charge, publisher, refund, onRefunded }: ChargeRowProps) {
  const [isOpen, setOpen] = useState(false)
  const { gross, publisherShare, refunded, refunding, disputed, refundable, publisherBasisPoints } = charge
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
      {refunding.amountMinor > 0 && <Badge tone="accent">{formatMoney(refunding)} is being refunded</Badge>}
      {disputed.amountMinor > 0 && <Badge tone="medium">{formatMoney(disputed)} disputed</Badge>}
      {refundable.amountMinor > 0 && (
        <Button size="small" onClick={() => setOpen(true)}>
          Refund…
        </Button>
      )}
      {isOpen && (
        <RefundDialog charge={charge} refund={refund} onRefunded={onRefunded} onClose={() => setOpen(false)} />
      )}
    </li>
  )
}
