import { useInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { TestMode } from '../../components/billing/test-mode.tsx'
import { Button } from '../../components/ui/button.tsx'
import { LinkTabs, TAB_LINK } from '../../components/ui/link-tabs.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { Page } from '../../components/ui/page.tsx'
import { problemSentence } from '../../lib/problem.ts'
import { reconciliationsQuery, troublesQuery } from '../../lib/queries/earnings.queries.ts'
import { serverQuery } from '../../lib/queries/catalogue.queries.ts'
import { BILLING_PARTS, type BillingPart } from './admin-billing.search.ts'
import { AccountList, ChargeList, DisputeList } from './money-lists.tsx'
import { LedgerPart } from './ledger-part.tsx'
import { ShareRules } from './share-rules.tsx'
import { TroubleNotice } from './trouble-notice.tsx'

const route = getRouteApi('/signed-in/admin/billing')

const NAMES: Record<BillingPart, string> = {
  charges: 'Charges',
  disputes: 'Disputes',
  shares: 'Shares',
  ledger: 'Ledger',
  accounts: 'Payout accounts',
}

/** The money of the whole marketplace, for its admins. */
export function AdminBillingPage() {
  const { part = 'charges' } = route.useSearch()
  const server = useSuspenseQuery(serverQuery).data
  return (
    <Page title="Billing" lead="What is paid, how it is shared, and whether the books agree with the payment provider.">
      <div className="mb-6 grid gap-3">
        <TestMode server={server} />
        <Alarms />
      </div>
      <LinkTabs label="Parts of billing">
        {BILLING_PARTS.map((name) => (
          <li key={name}>
            <Link
              to="/admin/billing"
              // Where somebody is stays as it was typed, or its link would lead elsewhere and not be marked.
              search={name === part ? true : name === 'charges' ? {} : { part: name }}
              activeOptions={{ exact: true, includeSearch: true, explicitUndefined: true }}
              className={TAB_LINK}
            >
              {NAMES[name]}
            </Link>
          </li>
        ))}
      </LinkTabs>
      <div className="pt-6">
        <h2 className="sr-only">{NAMES[part]}</h2>
        <Part part={part} />
      </div>
    </Page>
  )
}

function Part({ part }: { part: BillingPart }) {
  switch (part) {
    case 'charges':
      return <ChargeList />
    case 'disputes':
      return <DisputeList />
    case 'shares':
      return <ShareRules />
    case 'ledger':
      return <LedgerPart />
    case 'accounts':
      return <AccountList />
  }
}

/** What somebody has to look at: books that do not agree, and what the payment provider refused. */
function Alarms() {
  const comparisons = useInfiniteQuery(reconciliationsQuery)
  const items = comparisons.data?.pages.flatMap((page) => page.items) ?? []
  const newest = items[0]
  // One that is running, or has failed, says nothing of the books: the one before it still holds.
  const newestResult = items.find(({ state }) => state === 'clean' || state === 'drift')
  return (
    <>
      {comparisons.isLoadingError && (
        <Unread title="It cannot be seen whether the books agree with the payment provider" list={comparisons} />
      )}
      {newestResult?.state === 'drift' && (
        <Notice tone="error" title="The books and the payment provider do not agree">
          <ul className="grid gap-1">
            {newestResult.findings.map(({ kind, subject, detail }) => (
              <li key={`${kind} ${subject}`}>{detail}</li>
            ))}
          </ul>
        </Notice>
      )}
      {newest?.state === 'failed' && (
        <Notice tone="warning" title="The books could not be compared with the payment provider">
          <p>{newest.failure}</p>
        </Notice>
      )}
      <Troubles />
    </>
  )
}

interface UnreadProps {
  title: string
  list: { error: Error | null; isFetching: boolean; refetch: () => Promise<unknown> }
}

/** Alarms that could not be had: that none is in sight does not mean that there are none. */
const Unread = ({ title, list }: UnreadProps) => (
  <Notice
    tone="error"
    title={title}
    action={
      <Button size="small" pending={list.isFetching} onClick={() => void list.refetch()}>
        Try again
      </Button>
    }
  >
    <p>{problemSentence(list.error)}</p>
  </Notice>
)

function Troubles() {
  const troubles = useInfiniteQuery(troublesQuery)
  return (
    <>
      {troubles.isLoadingError && (
        <Unread title="It cannot be seen what the payment provider did not do" list={troubles} />
      )}
      {troubles.data?.pages
        .flatMap(({ items }) => items)
        .map((trouble) => (
          <TroubleNotice key={trouble.id} trouble={trouble} />
        ))}
      {troubles.hasNextPage && (
        <Button
          className="justify-self-center"
          pending={troubles.isFetchingNextPage}
          onClick={() => void troubles.fetchNextPage()}
        >
          Show more troubles
        </Button>
      )}
    </>
  )
}
