import type { EarningLine, Payout } from '@grantry/contract'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { PayoutBadge } from '../../components/billing/money-badges.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { formatDay } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { problemSentence } from '../../lib/problem.ts'
import { payoutQuery } from '../../lib/queries/earnings.queries.ts'

/** One payout, and on request the earnings it consists of. */
export function PayoutRow({ slug, payout }: { slug: string; payout: Payout }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <li className="grid gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-1.5">
        <span className="w-28 tabular-nums">{formatDay(payout.createdAt)}</span>
        <span className="w-24 font-semibold tabular-nums">{formatMoney(payout.amount)}</span>
        <PayoutBadge state={payout.state} />
        {payout.arrivesAt !== null && payout.state === 'sent' && (
          <span className="text-sm text-ink-muted">arrives {formatDay(payout.arrivesAt)}</span>
        )}
        {payout.failure !== null && <span className="text-sm text-high">{payout.failure}</span>}
      </div>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary className="w-fit rounded-xs text-sm font-medium text-accent-text">What it consists of</summary>
        {isOpen && <Lines slug={slug} id={payout.id} />}
      </details>
    </li>
  )
}

const CAUSES: Record<EarningLine['cause'], string> = { charge: 'Sale', refund: 'Refund', dispute: 'Dispute' }

function Lines({ slug, id }: { slug: string; id: string }) {
  const payout = useQuery(payoutQuery(slug, id))
  if (payout.isPending) return <Skeleton className="mt-2 h-16 w-full" />
  if (payout.isLoadingError) return <p role="alert">{problemSentence(payout.error)}</p>
  return (
    <ul className="mt-2 grid gap-1 text-sm tabular-nums">
      {payout.data.lines.map(({ chargeId, extension, cause, amount, at }) => (
        <li key={`${chargeId} ${cause} ${at}`} className="flex flex-wrap gap-x-4">
          <span className="w-28 text-ink-muted">{formatDay(at)}</span>
          <span className="w-24">{formatMoney(amount)}</span>
          <span>{CAUSES[cause]}</span>
          <span className="text-ink-muted">{extension}</span>
        </li>
      ))}
    </ul>
  )
}
