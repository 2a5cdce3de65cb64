import type { PurchaseSummary } from '@grantry/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { PurchaseBadge } from '../../components/billing/money-badges.tsx'
import { Button, buttonClasses } from '../../components/ui/button.tsx'
import { ConfirmDialog } from '../../components/ui/confirm-dialog.tsx'
import { Meter } from '../../components/ui/meter.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { toast } from '../../components/ui/toast.ts'
import { billing } from '../../lib/billing.ts'
import { formatCount, formatDay, plural } from '../../lib/format.ts'
import { formatMoney, priceText } from '../../lib/money.ts'
import { problemSentence } from '../../lib/problem.ts'
import { purchaseUsageQuery, workspaceBillingKey } from '../../lib/queries/billing.queries.ts'
import { CapDialog } from './cap.dialog.tsx'
import { SubscriptionChangeDialog } from './subscription-change.dialog.tsx'

interface PurchaseRowProps {
  ws: string
  purchase: PurchaseSummary
  access: 'view' | 'manage'
}

/** Purchases that can still renew, and so be cancelled. */
const RENEWING: readonly PurchaseSummary['state'][] = ['trialing', 'active', 'past_due']

/** One purchase: what it is, how it stands, and what can be done with it. */
export function PurchaseRow({ ws, purchase, access }: PurchaseRowProps) {
  const { plan, price, seats, cap } = purchase
  const meter = useQuery({
    ...purchaseUsageQuery(ws, purchase.id),
    enabled: cap !== null && purchase.state === 'active',
  })
  return (
    <li className="grid gap-x-6 gap-y-3 px-4 py-3.5 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="grid content-start gap-1">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <h3 className="text-md font-semibold">
            <Link to="/extensions/$id" params={{ id: purchase.extension }} className="link">
              {purchase.extensionName}
            </Link>
          </h3>
          <PurchaseBadge state={purchase.state} />
        </div>
        <p>
          {plan.name},{' '}
          <span className="tabular-nums">
            {priceText(price, { perSeat: plan.perSeat, meter: meter.data?.meter ?? null })}
          </span>
        </p>
        <p className="flex flex-wrap gap-x-3.5 text-sm text-ink-muted tabular-nums">
          {standingOf(purchase).map((line) => (
            <span key={line}>{line}</span>
          ))}
        </p>
        {seats !== null && seats.needed > seats.bought && (
          <Notice tone="warning">
            {seats.needed} members would use it, and there are {seats.bought} seats. Those who came last are refused.
          </Notice>
        )}
        {cap !== null && purchase.state === 'active' && <UseOfCap usage={meter} />}
      </div>
      {access === 'manage' && <PurchaseActions ws={ws} purchase={purchase} />}
    </li>
  )
}

function standingOf({
  state,
  seats,
  trialEndsAt,
  periodEndsAt,
  graceEndsAt,
  createdAt,
  buyer,
}: PurchaseSummary): string[] {
  const lines = [`Bought ${formatDay(createdAt)} by ${buyer.name}`]
  if (seats !== null) lines.push(`${plural(seats.bought, 'seat')}, ${formatCount(seats.needed)} needed`)
  if (state === 'trialing' && trialEndsAt !== null) lines.push(`Trial until ${formatDay(trialEndsAt)}`)
  if (state === 'past_due' && graceEndsAt !== null) lines.push(`Can be used until ${formatDay(graceEndsAt)}`)
  if (state === 'active' && periodEndsAt !== null) lines.push(`Renews ${formatDay(periodEndsAt)}`)
  if (state === 'ending' && periodEndsAt !== null) lines.push(`Ends ${formatDay(periodEndsAt)}`)
  return lines
}

/** How much of the cap is used in the present period. */
function UseOfCap({
  usage,
}: {
  usage: { data: Awaited<ReturnType<typeof billing.usage>> | undefined; isPending: boolean }
}) {
  if (usage.data === undefined) return usage.isPending ? <Skeleton className="h-9 max-w-sm" /> : null
  const { cost, cap, used, meter, to } = usage.data
  const share = cap.amountMinor === 0 ? 1 : cost.amountMinor / cap.amountMinor
  const text = `${formatMoney(cost)} of at most ${formatMoney(cap)}`
  return (
    <div className="grid max-w-sm gap-1 pt-1">
      <p className="flex flex-wrap justify-between gap-x-4 text-sm">
        <span className="tabular-nums">{text}</span>
        <span className="text-ink-muted tabular-nums">
          {formatCount(used)} {meter.of === 'calls' ? 'calls' : 'fuel'}, until {formatDay(to)}
        </span>
      </p>
      <Meter label="Use of the cap" share={share} text={text} />
    </div>
  )
}

function PurchaseActions({ ws, purchase }: { ws: string; purchase: PurchaseSummary }) {
  const [open, setOpen] = useState<'change' | 'cancel' | null>(null)
  const queryClient = useQueryClient()
  const refresh = () => queryClient.invalidateQueries({ queryKey: workspaceBillingKey(ws) })
  const cancel = useMutation({
    mutationFn: () => billing.cancel(ws, purchase.id),
    onSuccess: async ({ state }) => {
      setOpen(null)
      await refresh()
      toast(state === 'ending' ? `${purchase.extensionName} ends with its period` : 'The checkout is called off')
    },
  })
  const keep = useMutation({
    mutationFn: () => billing.keep(ws, purchase.id),
    onSuccess: async () => {
      await refresh()
      toast(`${purchase.extensionName} goes on`)
    },
  })
  const { state, plan, checkoutUrl } = purchase
  const renews = RENEWING.includes(state) && plan.kind !== 'one_time'
  const Change = plan.kind === 'metered' ? CapDialog : SubscriptionChangeDialog
  return (
    <div className="flex flex-wrap content-start gap-2 sm:justify-end">
      {keep.error && (
        <span role="alert" className="w-full text-sm text-high">
          {problemSentence(keep.error)}
        </span>
      )}
      {state === 'pending' && checkoutUrl !== null && (
        <a href={checkoutUrl} className={buttonClasses({ size: 'small', tone: 'primary' })}>
          Go on to pay
        </a>
      )}
      {renews && (
        <Button size="small" onClick={() => setOpen('change')}>
          {plan.kind === 'metered' ? 'Change the cap' : plan.perSeat ? 'Change plan or seats' : 'Change plan'}
        </Button>
      )}
      {state === 'ending' && (
        <Button size="small" pending={keep.isPending} onClick={() => keep.mutate()}>
          Keep it
        </Button>
      )}
      {(renews || state === 'pending') && (
        <Button size="small" onClick={() => setOpen('cancel')}>
          Cancel…
        </Button>
      )}
      {open === 'change' && <Change ws={ws} purchase={purchase} onClose={() => setOpen(null)} onChanged={refresh} />}
      {open === 'cancel' && (
        <ConfirmDialog
          title={`Cancel ${purchase.extensionName}?`}
          confirm={state === 'pending' ? 'Call the checkout off' : 'Cancel the subscription'}
          dismiss="Keep it"
          pending={cancel.isPending}
          error={cancel.error}
          onConfirm={() => cancel.mutate()}
          onClose={() => setOpen(null)}
        >
          {state === 'pending'
            ? 'Nothing has been paid, and nothing will be.'
            : 'It can be used until its period ends, and is not renewed. Until then you can take this back.'}
        </ConfirmDialog>
      )}
    </div>
  )
}
