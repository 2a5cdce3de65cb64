import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { TestMode } from '../../components/billing/test-mode.tsx'
import { LinkTabs, TAB_LINK } from '../../components/ui/link-tabs.tsx'
import { Page } from '../../components/ui/page.tsx'
import { serverQuery } from '../../lib/queries/catalogue.queries.ts'
import { BILLING_PARTS, type BillingPart } from './admin-billing.search.ts'
import { Alarms } from './alarms.tsx'
import { AccountList, ChargeList, DisputeList } from './money-lists.tsx'
import { LedgerPart } from './ledger-part.tsx'
import { ShareRules } from './share-rules.tsx'

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
