import type { Earnings } from '@grantry/contract'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Download, Landmark, Receipt } from 'lucide-react'
import { useState } from 'react'
import { ChargeRow } from '../../components/billing/charge-row.tsx'
import { DisputeRow } from '../../components/billing/dispute-row.tsx'
import { EarningsChart } from '../../components/billing/earnings-chart.tsx'
import { ListFrame } from '../../components/billing/list-frame.tsx'
import { TestMode } from '../../components/billing/test-mode.tsx'
import { Button, buttonClasses } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { Fact, Facts } from '../../components/ui/facts.tsx'
import { Field, Input } from '../../components/ui/field.tsx'
import { Section } from '../../components/ui/page.tsx'
import { ProblemPanel } from '../../components/ui/problem-panel.tsx'
import { Loading, SkeletonRows } from '../../components/ui/skeleton.tsx'
import { toast } from '../../components/ui/toast.ts'
import { useTitle } from '../../components/ui/use-page.ts'
import { earnings } from '../../lib/earnings.ts'
import { plural } from '../../lib/format.ts'
import { useIsOwner } from '../../lib/me.ts'
import { formatMoney } from '../../lib/money.ts'
import { problemSentence } from '../../lib/problem.ts'
import { serverQuery } from '../../lib/queries/catalogue.queries.ts'
import {
  chargesQuery,
  earningsDaysQuery,
  earningsKey,
  earningsQuery,
  payoutsQuery,
  publisherDisputesQuery,
} from '../../lib/queries/earnings.queries.ts'
import { PayoutAccountPanel } from './payout-account-panel.tsx'
import { PayoutRow } from './payout-row.tsx'

const route = getRouteApi('/signed-in/studio/$slug/parts/earnings')

/** What a publisher has earned, where it is, and where it goes. */
export function StudioEarningsPage() {
  const { slug } = route.useParams()
  const isOwner = useIsOwner(slug)
  const sums = useQuery(earningsQuery(slug))
  useTitle('Earnings')
  return (
    <>
      <h2 className="sr-only">Earnings</h2>
      <div className="mb-6 grid gap-3">
        <TestMode server={useSuspenseQuery(serverQuery).data} />
        {!isOwner && (
          <p className="text-ink-muted">
            Owners of the publisher set up payouts, have earnings paid out and give refunds.
          </p>
        )}
      </div>
      {sums.isPending && (
        <Loading label="Loading earnings">
          <SkeletonRows count={2} className="h-40 rounded-lg" />
        </Loading>
      )}
      {sums.isLoadingError && <ProblemPanel error={sums.error} onRetry={() => void sums.refetch()} />}
      {sums.data && (
        <>
          <PayoutAccountPanel slug={slug} account={sums.data.account} />
          <Balances slug={slug} sums={sums.data} />
        </>
      )}
      <Section title="The last 30 days">
        <LastDays slug={slug} />
      </Section>
      <Disputes slug={slug} />
      <Section title="Payouts" aside={isOwner && <PayOutButton slug={slug} />}>
        <Payouts slug={slug} />
      </Section>
      <Section title="Charges" aside={<Statement slug={slug} />}>
        <Charges slug={slug} />
      </Section>
    </>
  )
}

const percent = (basisPoints: number): string => `${basisPoints / 100} %`

function Balances({ slug, sums: { balances, share, payouts } }: { slug: string; sums: Earnings }) {
  return (
    <section aria-label="Balance" className="mb-10 grid gap-3">
      {balances.length === 0 && (
        <p className="sheet p-4 text-ink-muted">
          Nothing has been earned yet. {slug} keeps {percent(share.publisherBasisPoints)} of what is paid, without tax.
        </p>
      )}
      <ul className="grid gap-3 sm:grid-cols-2">
        {balances.map(({ currency, available, pending, disputed, onTheWay, paidOut }) => (
          <li key={currency} className="sheet grid gap-3 p-4">
            <p className="grid">
              <span className="text-sm text-ink-muted">Available, {currency.toUpperCase()}</span>
              <span className="text-2xl font-semibold tabular-nums">{formatMoney(available)}</span>
            </p>
            <Facts>
              <Fact name="Pending">{formatMoney(pending)}</Fact>
              {disputed.amountMinor !== 0 && <Fact name="Held for disputes">{formatMoney(disputed)}</Fact>}
              <Fact name="On the way">{formatMoney(onTheWay)}</Fact>
              <Fact name="Paid out">{formatMoney(paidOut)}</Fact>
            </Facts>
          </li>
        ))}
      </ul>
      {balances.length > 0 && (
        <p className="text-sm text-ink-muted">
          Your share of new charges is {percent(share.publisherBasisPoints)}, without tax. Earnings are pending for{' '}
          {plural(payouts.holdDays, 'day')}; from{' '}
          {balances.map(({ currency }) => formatMoney({ amountMinor: payouts.threshold, currency })).join(' or ')} on
          they are paid out every hour.
        </p>
      )}
    </section>
  )
}

function LastDays({ slug }: { slug: string }) {
  const days = useQuery(earningsDaysQuery(slug))
  if (days.isPending) {
    return (
      <Loading label="Loading the chart">
        <SkeletonRows count={1} className="h-62 rounded-lg" />
      </Loading>
    )
  }
  if (days.isLoadingError) return <ProblemPanel error={days.error} onRetry={() => void days.refetch()} />
  return <EarningsChart days={days.data.items} />
}

/** Only where there are any: they say why a share is held. */
function Disputes({ slug }: { slug: string }) {
  const disputes = useInfiniteQuery(publisherDisputesQuery(slug))
  if (disputes.data?.pages[0]?.items.length === 0 || disputes.isPending) return null
  return (
    <Section title="Disputes">
      <p className="-mt-1 mb-3 text-sm text-ink-muted">
        A card holder’s bank has taken these payments back. Your share is held until it has decided; whoever runs this
        server answers for you. Write to them what shows that it was delivered.
      </p>
      <ListFrame label="Disputes" list={disputes} empty={null}>
        {(dispute) => <DisputeRow key={dispute.id} dispute={dispute} />}
      </ListFrame>
    </Section>
  )
}

function PayOutButton({ slug }: { slug: string }) {
  const queryClient = useQueryClient()
  const pay = useMutation({
    mutationFn: () => earnings.payOut(slug),
    onSuccess: async ({ items }) => {
      await queryClient.invalidateQueries({ queryKey: earningsKey(slug) })
      toast(items.length === 0 ? 'Nothing is due to be paid out' : `${plural(items.length, 'payout')} begun`)
    },
  })
  return (
    <span className="flex flex-wrap items-center gap-3">
      {pay.error && (
        <span role="alert" className="text-sm text-high">
          {problemSentence(pay.error)}
        </span>
      )}
      <Button size="small" pending={pay.isPending} onClick={() => pay.mutate()}>
        Pay out now
      </Button>
    </span>
  )
}

function Payouts({ slug }: { slug: string }) {
  const payouts = useInfiniteQuery(payoutsQuery(slug))
  return (
    <ListFrame
      label="Payouts"
      list={payouts}
      empty={
        <EmptyState icon={<Landmark />} title="No payouts">
          What is available is paid out to the bank account that you have named.
        </EmptyState>
      }
    >
      {(payout) => <PayoutRow key={payout.id} slug={slug} payout={payout} />}
    </ListFrame>
  )
}

function Charges({ slug }: { slug: string }) {
  const queryClient = useQueryClient()
  const isOwner = useIsOwner(slug)
  const charges = useInfiniteQuery(chargesQuery(slug))
  return (
    <ListFrame
      label="Charges"
      list={charges}
      empty={
        <EmptyState icon={<Receipt />} title="Nothing sold yet">
          Offer a plan, and each payment stands here with your share of it.
        </EmptyState>
      }
    >
      {(charge) => (
        <ChargeRow
          key={charge.id}
          charge={charge}
          refunding={
            isOwner
              ? {
                  refund: (body) => earnings.refund(slug, charge.id, body),
                  refresh: () => queryClient.invalidateQueries({ queryKey: earningsKey(slug) }),
                }
              : null
          }
        />
      )}
    </ListFrame>
  )
}

/** A month in full: one that is being typed, or was emptied, has no statement. */
const MONTH = /^\d{4}-\d{2}$/

/** In the first week of a month people want the one that has just ended; after that, this one. */
function Statement({ slug }: { slug: string }) {
  const [month, setMonth] = useState(() => new Date(Date.now() - 7 * 86_400_000).toISOString().slice(0, 7))
  return (
    <span className="flex flex-wrap items-end gap-2">
      <Field label="Statement of">
        {(control) => (
          <Input {...control} type="month" value={month} onChange={({ target }) => setMonth(target.value)} />
        )}
      </Field>
      {MONTH.test(month) && (
        <a href={earnings.statementPath(slug, month)} download className={buttonClasses({})}>
          <Download aria-hidden="true" />
          CSV
        </a>
      )}
    </span>
  )
}
