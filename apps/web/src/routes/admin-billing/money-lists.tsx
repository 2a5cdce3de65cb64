import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Landmark, Receipt, Scale } from 'lucide-react'
import { ChargeRow } from '../../components/billing/charge-row.tsx'
import { ListFrame } from '../../components/billing/list-frame.tsx'
import { AccountBadge, DisputeBadge } from '../../components/billing/money-badges.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { adminBilling } from '../../lib/earnings.ts'
import { formatDay } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import {
  ADMIN_BILLING_KEY,
  adminChargesQuery,
  connectedAccountsQuery,
  disputesQuery,
} from '../../lib/queries/earnings.queries.ts'

/** Every charge, of all publishers. */
export function ChargeList() {
  const queryClient = useQueryClient()
  const charges = useInfiniteQuery(adminChargesQuery)
  return (
    <ListFrame
      label="Charges"
      list={charges}
      empty={<EmptyState icon={<Receipt />} title="Nothing has been paid yet" />}
    >
      {(charge) => (
        <ChargeRow
          key={charge.id}
          charge={charge}
          publisher={charge.publisher}
          refund={(body) => adminBilling.refund(charge.id, body)}
          onRefunded={() => queryClient.invalidateQueries({ queryKey: ADMIN_BILLING_KEY })}
        />
      )}
    </ListFrame>
  )
}

/** What card holders have asked their banks to take back. */
export function DisputeList() {
  const disputes = useInfiniteQuery(disputesQuery)
  return (
    <ListFrame
      label="Disputes"
      list={disputes}
      empty={
        <EmptyState icon={<Scale />} title="No disputes">
          When a card holder asks the bank to take a payment back, it stands here until the bank has decided.
        </EmptyState>
      }
    >
      {(dispute) => (
        <li key={dispute.id} className="flex flex-wrap items-center gap-x-5 gap-y-1.5 px-4 py-3">
          <span className="w-28 tabular-nums">{formatDay(dispute.openedAt)}</span>
          <span className="w-24 font-semibold tabular-nums">{formatMoney(dispute.amount)}</span>
          <DisputeBadge state={dispute.state} />
          <span className="min-w-40 flex-1">
            {dispute.extension} <span className="text-ink-muted">by {dispute.publisher}</span>
            <span className="block text-sm text-ink-muted">
              {dispute.reason.replaceAll('_', ' ')}
              {dispute.state === 'open' && dispute.respondBy !== null && `, answer by ${formatDay(dispute.respondBy)}`}
            </span>
          </span>
          <span className="text-sm text-ink-muted tabular-nums">fee {formatMoney(dispute.fee)}</span>
        </li>
      )}
    </ListFrame>
  )
}

/** Where publishers are paid. */
export function AccountList() {
  const accounts = useInfiniteQuery(connectedAccountsQuery)
  return (
    <ListFrame
      label="Payout accounts"
      list={accounts}
      empty={<EmptyState icon={<Landmark />} title="No publisher has set up payouts yet" />}
    >
      {({ publisher, state, country, currency, providerId }) => (
        <li key={publisher} className="flex flex-wrap items-center gap-x-5 gap-y-1.5 px-4 py-3">
          <span className="min-w-40 font-semibold">{publisher}</span>
          <AccountBadge state={state} />
          <span className="text-sm text-ink-muted">
            {[country, currency?.toUpperCase()].filter(Boolean).join(', ')}
          </span>
          {providerId !== null && (
            <code className="font-mono text-xs break-all text-ink-faint sm:ml-auto">{providerId}</code>
          )}
        </li>
      )}
    </ListFrame>
  )
}
