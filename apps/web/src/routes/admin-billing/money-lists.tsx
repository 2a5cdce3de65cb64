import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Landmark, Receipt, Scale } from 'lucide-react'
import { ChargeRow } from '../../components/billing/charge-row.tsx'
import { DisputeRow } from '../../components/billing/dispute-row.tsx'
import { ListFrame } from '../../components/billing/list-frame.tsx'
import { AccountBadge } from '../../components/billing/money-badges.tsx'
import { buttonClasses } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { adminBilling } from '../../lib/earnings.ts'
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
          publisher={charge.publisherName}
          refunding={{
            refund: (body) => adminBilling.refund(charge.id, body),
            refresh: () => queryClient.invalidateQueries({ queryKey: ADMIN_BILLING_KEY }),
          }}
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
        <DisputeRow key={dispute.id} dispute={dispute} publisher={dispute.publisher}>
          <Link
            to="/admin/billing/disputes/$dispute"
            params={{ dispute: dispute.id }}
            className={buttonClasses({ size: 'small', ...(dispute.answerable && { tone: 'primary' }) })}
          >
            {dispute.answerable ? 'Answer' : 'Look'}
            <span className="sr-only"> the dispute about {dispute.extension}</span>
          </Link>
        </DisputeRow>
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
