import type { Reconciliation } from '@grantry/contract'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Download, Scale } from 'lucide-react'
import { ListFrame } from '../../components/billing/list-frame.tsx'
import { Badge, type BadgeTone } from '../../components/ui/badge.tsx'
import { Button, buttonClasses } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { Section } from '../../components/ui/page.tsx'
import { ProblemPanel } from '../../components/ui/problem-panel.tsx'
import { Loading, SkeletonRows } from '../../components/ui/skeleton.tsx'
import { toast } from '../../components/ui/toast.ts'
import { adminBilling } from '../../lib/earnings.ts'
import { formatCount, formatInstant, plural } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { problemSentence } from '../../lib/problem.ts'
import { ADMIN_BILLING_KEY, ledgerQuery, reconciliationsQuery } from '../../lib/queries/earnings.queries.ts'

/** The books, and how they compare with what the payment provider says. */
export function LedgerPart() {
  return (
    <>
      <Section
        title="Accounts"
        aside={
          <a href={adminBilling.ledgerPath()} download className={buttonClasses({ size: 'small' })}>
            <Download aria-hidden="true" />
            All entries, CSV
          </a>
        }
      >
        <Accounts />
      </Section>
      <Section title="Comparisons" aside={<CompareButton />}>
        <Comparisons />
      </Section>
    </>
  )
}

function Accounts() {
  const ledger = useQuery(ledgerQuery)
  if (ledger.isPending) {
    return (
      <Loading label="Loading accounts">
        <SkeletonRows count={4} className="h-10" />
      </Loading>
    )
  }
  if (ledger.isLoadingError) return <ProblemPanel error={ledger.error} onRetry={() => void ledger.refetch()} />
  const { items } = ledger.data
  if (items.length === 0) return <EmptyState icon={<Scale />} title="Nothing has been booked yet" />
  return (
    <div className="sheet overflow-x-auto">
      <table className="w-full tabular-nums">
        <thead>
          <tr className="text-left text-sm text-ink-muted [&>th]:px-4 [&>th]:py-2 [&>th]:font-medium">
            <th scope="col">Account</th>
            <th scope="col" className="text-right">
              Balance
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ account, publisherName, balance }) => (
            <tr key={`${account} ${balance.currency}`} className="border-t border-line [&>*]:px-4 [&>*]:py-2">
              <th scope="row" className="text-left font-normal">
                <span className="block font-mono text-sm wrap-anywhere">{account}</span>
                {publisherName !== null && <span className="text-sm text-ink-muted">of {publisherName}</span>}
              </th>
              <td className="text-right">{formatMoney(balance)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function CompareButton() {
  const queryClient = useQueryClient()
  const compare = useMutation({
    mutationFn: () => adminBilling.reconcile(),
    onSuccess: async ({ state }) => {
      await queryClient.invalidateQueries({ queryKey: ADMIN_BILLING_KEY })
      toast(state === 'clean' ? 'The books agree' : 'See what came of the comparison')
    },
  })
  return (
    <span className="flex flex-wrap items-center gap-3">
      {compare.error && (
        <span role="alert" className="text-sm text-high">
          {problemSentence(compare.error)}
        </span>
      )}
      <Button size="small" pending={compare.isPending} onClick={() => compare.mutate()}>
        Compare now
      </Button>
    </span>
  )
}

const STATES: Record<Reconciliation['state'], { text: string; tone: BadgeTone }> = {
  running: { text: 'Under way', tone: 'accent' },
  clean: { text: 'They agree', tone: 'low' },
  drift: { text: 'They do not agree', tone: 'high' },
  failed: { text: 'Not completed', tone: 'medium' },
}

function Comparisons() {
  const comparisons = useInfiniteQuery(reconciliationsQuery)
  return (
    <ListFrame
      label="Comparisons"
      list={comparisons}
      empty={
        <EmptyState icon={<Scale />} title="Not compared yet">
          Every hour the books are compared with what the payment provider says.
        </EmptyState>
      }
    >
      {({ id, state, compared, findings, startedAt }) => (
        <li key={id} className="grid gap-1.5 px-4 py-3">
          <p className="flex flex-wrap items-center gap-x-5 gap-y-1">
            <span className="tabular-nums">{formatInstant(startedAt)}</span>
            <Badge tone={STATES[state].tone}>{STATES[state].text}</Badge>
            <span className="text-sm text-ink-muted">{formatCount(compared)} figures compared</span>
            {findings.length > 0 && <span className="text-sm text-high">{plural(findings.length, 'difference')}</span>}
          </p>
          {findings.length > 0 && (
            <ul className="grid gap-0.5 text-sm">
              {findings.map(({ kind, subject, detail }) => (
                <li key={`${kind} ${subject}`}>{detail}</li>
              ))}
            </ul>
          )}
        </li>
      )}
    </ListFrame>
  )
}
