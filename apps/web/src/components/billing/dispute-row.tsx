import type { Dispute } from '@grantry/contract'
import type { ReactNode } from 'react'
import { formatDay } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { DisputeBadge } from './money-badges.tsx'

interface DisputeRowProps {
  dispute: Dispute
  /** Shown to those who see the disputes of all publishers. */
  publisher?: string
  /** What can be done about it. */
  children?: ReactNode
}

/** What a card holder’s bank took back or asks about, why, and what is held for it. */
export function DisputeRow({ dispute, publisher, children }: DisputeRowProps) {
  const { openedAt, amount, state, inquiry, extension, publisherShare } = dispute
  return (
    <li className="flex flex-wrap items-center gap-x-5 gap-y-1.5 px-4 py-3">
      <span className="w-28 tabular-nums">{formatDay(openedAt)}</span>
      <span className="w-24 font-semibold tabular-nums">{formatMoney(amount)}</span>
      <DisputeBadge state={state} inquiry={inquiry} />
      <span className="min-w-48 flex-1">
        {extension}
        {publisher !== undefined && <span className="text-ink-muted"> by {publisher}</span>}
        <span className="block text-sm text-ink-muted">{standingOf(dispute)}</span>
      </span>
      <span className="text-sm text-ink-muted tabular-nums">
        {state === 'won' || inquiry ? 'nothing taken' : `${formatMoney(publisherShare)} of the share ${HOLDS[state]}`}
      </span>
      {children}
    </li>
  )
}

const HOLDS = { open: 'held', lost: 'taken' } as const

/** The bank’s reason, and who has to do something next. */
function standingOf({ reason, state, answerable, answeredAt, respondBy, closedAt }: Dispute): string {
  const why = reasonText(reason)
  if (state !== 'open') return closedAt === null ? why : `${why}, decided ${formatDay(closedAt)}`
  if (answeredAt !== null) return `${why}, answered ${formatDay(answeredAt)}; the bank decides`
  if (!answerable) return `${why}; the bank decides`
  return respondBy === null ? `${why}, not answered` : `${why}, answer by ${formatDay(respondBy)}`
}

/** `product_not_received` → Product not received. */
export function reasonText(reason: string): string {
  const words = reason.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
