import type { Dispute, Entitlement, Invoice, Payout, PayoutAccount, PurchaseState } from '@grantry/contract'
import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleX,
  Clock,
  Hourglass,
  TriangleAlert,
  Undo2,
  type LucideIcon,
} from 'lucide-react'
import { Badge, type BadgeTone } from '../ui/badge.tsx'

interface Look {
  text: string
  tone: BadgeTone
  icon: LucideIcon
}

const good = (text: string): Look => ({ text, tone: 'low', icon: CircleCheck })
const coming = (text: string): Look => ({ text, tone: 'accent', icon: Clock })
const quiet = (text: string): Look => ({ text, tone: 'neutral', icon: CircleDashed })
const careful = (text: string, icon: LucideIcon = TriangleAlert): Look => ({ text, tone: 'medium', icon })
const bad = (text: string, icon: LucideIcon = CircleX): Look => ({ text, tone: 'high', icon })

const PURCHASES: Record<PurchaseState, Look> = {
  pending: coming('Waits for payment'),
  abandoned: quiet('Not completed'),
  trialing: { text: 'Trial', tone: 'accent', icon: Hourglass },
  active: good('Active'),
  ending: careful('Ends with its period', Hourglass),
  past_due: bad('Payment is due', TriangleAlert),
  ended: quiet('Ended'),
  refunded: { text: 'Refunded', tone: 'neutral', icon: Undo2 },
  disputed: bad('Payment taken back', Ban),
}

const INVOICES: Record<Invoice['state'], Look> = {
  draft: quiet('Draft'),
  open: careful('Open'),
  paid: good('Paid'),
  void: quiet('Void'),
  uncollectible: bad('Not collected'),
}

const PAYOUTS: Record<Payout['state'], Look> = {
  decided: coming('Begun'),
  sent: coming('On the way'),
  paid: good('Paid'),
  failed: bad('Came back'),
  refused: bad('Refused'),
}

const DISPUTES: Record<Dispute['state'], Look> = {
  open: careful('Open'),
  won: good('Won'),
  lost: bad('Lost'),
}

const ACCOUNTS: Record<PayoutAccount['state'], Look> = {
  none: quiet('Not set up'),
  incomplete: careful('Not finished'),
  restricted: bad('Restricted', TriangleAlert),
  ready: good('Ready'),
}

const MoneyBadge = ({ text, tone, icon: Icon }: Look) => (
  <Badge tone={tone}>
    <Icon aria-hidden="true" />
    {text}
  </Badge>
)

export const PurchaseBadge = ({ state }: { state: PurchaseState }) => <MoneyBadge {...PURCHASES[state]} />
export const InvoiceBadge = ({ state }: { state: Invoice['state'] }) => <MoneyBadge {...INVOICES[state]} />
export const PayoutBadge = ({ state }: { state: Payout['state'] }) => <MoneyBadge {...PAYOUTS[state]} />
export const RefusedRefundBadge = () => <MoneyBadge {...bad('Refund refused')} />
export const DisputeBadge = ({ state, inquiry }: Pick<Dispute, 'state' | 'inquiry'>) => (
  <MoneyBadge {...(inquiry ? (state === 'open' ? careful('Inquiry') : quiet('Inquiry over')) : DISPUTES[state])} />
)
export const AccountBadge = ({ state }: { state: PayoutAccount['state'] }) => <MoneyBadge {...ACCOUNTS[state]} />
export const EntitlementBadge = ({ state }: { state: Entitlement['state'] }) => (
  <MoneyBadge {...(state === 'open' ? good('Can be used') : bad('Cannot be used'))} />
)
