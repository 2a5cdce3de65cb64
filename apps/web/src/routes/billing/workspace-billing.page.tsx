import { useInfiniteQuery, useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { CreditCard, ExternalLink, ReceiptText } from 'lucide-react'
import { ListFrame } from '../../components/billing/list-frame.tsx'
import { EntitlementBadge, InvoiceBadge } from '../../components/billing/money-badges.tsx'
import { TestMode } from '../../components/billing/test-mode.tsx'
import { TaxNote } from '../../components/billing/tax-note.tsx'
import { Button, ButtonLink } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { Section } from '../../components/ui/page.tsx'
import { useTitle } from '../../components/ui/use-page.ts'
import { billing } from '../../lib/billing.ts'
import { formatDay } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { problemSentence } from '../../lib/problem.ts'
import { entitlementsQuery, invoicesQuery, purchasesQuery } from '../../lib/queries/billing.queries.ts'
import { serverQuery } from '../../lib/queries/catalogue.queries.ts'
import { installsQuery } from '../../lib/queries/installs.queries.ts'
import { canManage, useWorkspace } from '../../lib/workspace.ts'
import { PurchaseRow } from './purchase-row.tsx'

const route = getRouteApi('/signed-in/workspaces/$ws/parts/billing')

/** What a workspace has bought, what it pays, and what it may use for that. */
export function WorkspaceBillingPage() {
  const { ws } = route.useParams()
  const mayPay = canManage(useWorkspace(ws))
  const purchases = useInfiniteQuery(purchasesQuery(ws))
  useTitle('Billing')
  return (
    <div className="grid gap-2">
      <h2 className="sr-only">Billing</h2>
      <div className="mb-6 grid gap-4">
        <TestMode server={useSuspenseQuery(serverQuery).data} />
        <ClosedNotice ws={ws} />
      </div>
      <Section title="Purchases" aside={mayPay && <PortalButton ws={ws} />}>
        <ListFrame
          label="Purchases"
          list={purchases}
          empty={
            <EmptyState
              icon={<CreditCard />}
              title="Nothing bought"
              action={<ButtonLink to="/search">Find extensions</ButtonLink>}
            >
              What this workspace buys stands here, with its renewals, seats and invoices.
            </EmptyState>
          }
        >
          {(purchase) => (
            <PurchaseRow key={purchase.id} ws={ws} purchase={purchase} access={mayPay ? 'manage' : 'view'} />
          )}
        </ListFrame>
      </Section>
      <Section title="Invoices">
        <Invoices ws={ws} />
      </Section>
    </div>
  )
}

/** What the extensions are called that the workspace has installed or bought; their ids where that is not known. */
function useExtensionNames(ws: string): (id: string) => string {
  const installs = useQuery(installsQuery(ws)).data?.items ?? []
  const purchases = useInfiniteQuery(purchasesQuery(ws)).data?.pages.flatMap(({ items }) => items) ?? []
  const names = new Map<string, string>([
    ...installs.map(({ extension, name }) => [extension, name] as const),
    ...purchases.map(({ extension, extensionName }) => [extension, extensionName] as const),
  ])
  return (id) => names.get(id) ?? id
}

/** What is installed and cannot be used. What is bought already is put right in its own row, below. */
function ClosedNotice({ ws }: { ws: string }) {
  const nameOf = useExtensionNames(ws)
  const closed = useQuery(entitlementsQuery(ws)).data?.items.filter(({ state }) => state === 'closed') ?? []
  return closed.map(({ extension, state, message, wayOut }) => (
    <Notice
      key={extension}
      tone="warning"
      title={
        <span className="flex flex-wrap items-center gap-2">
          {nameOf(extension)}
          <EntitlementBadge state={state} />
        </span>
      }
      action={
        wayOut?.startsWith('/extensions/') && (
          <Link to={wayOut} className="link font-medium">
            Buy
          </Link>
        )
      }
    >
      <p>{message}</p>
    </Notice>
  ))
}

function PortalButton({ ws }: { ws: string }) {
  const open = useMutation({
    mutationFn: () => billing.openPortal(ws),
    onSuccess: ({ url }) => location.assign(url),
  })
  return (
    <span className="flex flex-wrap items-center gap-3">
      {open.error && (
        <span role="alert" className="text-sm text-high">
          {problemSentence(open.error)}
        </span>
      )}
      <Button size="small" pending={open.isPending} onClick={() => open.mutate()}>
        <ExternalLink aria-hidden="true" />
        Cards and subscriptions
      </Button>
    </span>
  )
}

function Invoices({ ws }: { ws: string }) {
  const nameOf = useExtensionNames(ws)
  const invoices = useInfiniteQuery(invoicesQuery(ws))
  return (
    <ListFrame
      label="Invoices"
      list={invoices}
      empty={
        <EmptyState icon={<ReceiptText />} title="No invoices">
          Each payment has an invoice, on a page of the payment provider.
        </EmptyState>
      }
    >
      {(invoice) => (
        <li key={invoice.id} className="flex flex-wrap items-center gap-x-5 gap-y-1.5 px-4 py-3">
          <span className="w-28 tabular-nums">{formatDay(invoice.createdAt)}</span>
          <span className="w-24 font-semibold tabular-nums">{formatMoney(invoice.total)}</span>
          {invoice.tax.amountMinor !== 0 && <TaxNote tax={invoice.tax} />}
          <InvoiceBadge state={invoice.state} />
          <span className="text-ink-muted">{invoice.extension !== null && nameOf(invoice.extension)}</span>
          {invoice.url !== null && (
            <a href={invoice.url} target="_blank" rel="noreferrer" className="link sm:ml-auto">
              {invoice.state === 'open' ? 'Pay ' : ''}
              {invoice.number ?? 'Invoice'}
              <span className="sr-only"> (opens in a new tab)</span>
            </a>
          )}
        </li>
      )}
    </ListFrame>
  )
}
