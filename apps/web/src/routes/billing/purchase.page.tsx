import type { Purchase } from '@grantry/contract'
import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { PurchaseBadge } from '../../components/billing/money-badges.tsx'
import { TestMode } from '../../components/billing/test-mode.tsx'
import { TaxNote } from '../../components/billing/tax-note.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { buttonClasses, ButtonLink } from '../../components/ui/button.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { Crumb, Page, Section } from '../../components/ui/page.tsx'
import { formatDay } from '../../lib/format.ts'
import { formatMoney, priceText } from '../../lib/money.ts'
import { purchaseQuery } from '../../lib/queries/billing.queries.ts'
import { serverQuery } from '../../lib/queries/catalogue.queries.ts'
import { useWorkspace } from '../../lib/workspace.ts'

const route = getRouteApi('/signed-in/workspaces/$ws/billing/purchases/$purchase')

/** What came of a checkout: people come back here from the payment provider, often before its news do. */
export function PurchasePage() {
  const { ws, purchase: id } = route.useParams()
  const workspace = useWorkspace(ws)
  const purchase = useSuspenseQuery(purchaseQuery(ws, id)).data
  return (
    <Page
      title={`Purchase of ${purchase.extensionName}`}
      width="reading"
      heading={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-2">
          {purchase.extensionName}
          <PurchaseBadge state={purchase.state} />
        </span>
      }
      lead={`${purchase.plan.name}, for everybody in ${workspace.name}`}
      crumbs={
        <>
          <Crumb>
            <Link to="/workspaces/$ws" params={{ ws }} className="link">
              {workspace.name}
            </Link>
          </Crumb>
          <Crumb>
            <Link to="/workspaces/$ws/billing" params={{ ws }} className="link">
              Billing
            </Link>
          </Crumb>
        </>
      }
    >
      <div className="mb-6 grid gap-4">
        <TestMode server={useSuspenseQuery(serverQuery).data} />
        <div aria-live="polite">
          <Outcome ws={ws} purchase={purchase} />
        </div>
      </div>
      {purchase.payments.length > 0 && (
        <Section title="Payments">
          <Payments payments={purchase.payments} />
        </Section>
      )}
    </Page>
  )
}

function Outcome({ ws, purchase }: { ws: string; purchase: Purchase }) {
  const { state, extension, checkoutUrl } = purchase
  switch (state) {
    case 'pending':
      return (
        <Notice
          tone="info"
          title="Waiting for the payment"
          action={
            checkoutUrl !== null && (
              <a href={checkoutUrl} className={buttonClasses({ size: 'small' })}>
                Go on to pay
              </a>
            )
          }
        >
          <p>This page shows it as soon as the payment provider has told us.</p>
        </Notice>
      )
    case 'trialing':
    case 'active':
    case 'ending':
      return (
        <Notice
          tone="info"
          title={state === 'trialing' ? 'Your trial has begun' : 'It can be used'}
          action={
            <ButtonLink to="/extensions/$id/install" params={{ id: extension }} tone="primary" size="small">
              Install it
            </ButtonLink>
          }
        >
          <p>Everybody in the workspace can use it, where it is installed. {whatFollows(purchase)}</p>
        </Notice>
      )
    case 'past_due':
      return (
        <Notice
          tone="warning"
          title="A payment is due"
          action={
            <ButtonLink to="/workspaces/$ws/billing" params={{ ws }} tone="primary" size="small">
              Invoices and cards
            </ButtonLink>
          }
        >
          Pay the open invoice, or change the card.
        </Notice>
      )
    case 'abandoned':
      return (
        <Notice tone="info" title="The checkout was not completed" action={<BuyAgain ws={ws} extension={extension} />}>
          Nothing has been paid.
        </Notice>
      )
    case 'ended':
      return (
        <Notice tone="info" title="It has ended" action={<BuyAgain ws={ws} extension={extension} />}>
          The extension can no longer be used here.
        </Notice>
      )
    case 'refunded':
      return (
        <Notice tone="info" title="It was refunded" action={<BuyAgain ws={ws} extension={extension} />}>
          The extension can no longer be used here.
        </Notice>
      )
    case 'disputed':
      return (
        <Notice tone="warning" title="The bank took the payment back">
          The extension can no longer be used here.
        </Notice>
      )
  }
}

/** When it is paid again, and how much that is. */
function whatFollows({ state, plan, price, trialEndsAt, periodEndsAt }: Purchase): string {
  if (state === 'trialing' && trialEndsAt !== null) {
    return `The trial ends on ${formatDay(trialEndsAt)}; from then on it costs ${priceText(price, { perSeat: plan.perSeat, meter: null })}.`
  }
  if (periodEndsAt === null || plan.kind === 'one_time') return ''
  return state === 'ending' ? `It ends on ${formatDay(periodEndsAt)}.` : `It renews on ${formatDay(periodEndsAt)}.`
}

const BuyAgain = ({ ws, extension }: { ws: string; extension: string }) => (
  <ButtonLink to="/extensions/$id/buy" params={{ id: extension }} search={{ workspace: ws }} size="small">
    Buy it
  </ButtonLink>
)

const Payments = ({ payments }: { payments: Purchase['payments'] }) => (
  <ul aria-label="Payments" className="sheet divide-y divide-line">
    {payments.map(({ at, amount, tax, refunded, dispute }) => (
      <li key={at} className="flex flex-wrap items-center gap-x-5 gap-y-1.5 px-4 py-3">
        <span className="w-28 tabular-nums">{formatDay(at)}</span>
        <span className="font-semibold tabular-nums">{formatMoney(amount)}</span>
        {tax.amountMinor !== 0 && <TaxNote tax={tax} />}
        {refunded.amountMinor > 0 && <Badge>{formatMoney(refunded)} refunded</Badge>}
        {dispute === 'open' && <Badge tone="medium">Disputed</Badge>}
      </li>
    ))}
  </ul>
)
