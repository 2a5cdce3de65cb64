import type { PermissionChange } from '@grantry/contract'
import { Equal, Minus, Pencil, Plus, UnfoldVertical, FoldVertical, type LucideIcon } from 'lucide-react'
import { Badge, type BadgeTone } from '../ui/badge.tsx'

const CHANGES: Record<PermissionChange['change'], { text: string; tone: BadgeTone; icon: LucideIcon }> = {
  added: { text: 'New', tone: 'high', icon: Plus },
  widened: { text: 'Wider', tone: 'high', icon: UnfoldVertical },
  changed: { text: 'Changed', tone: 'medium', icon: Pencil },
  narrowed: { text: 'Narrower', tone: 'low', icon: FoldVertical },
  removed: { text: 'Dropped', tone: 'low', icon: Minus },
  unchanged: { text: 'As before', tone: 'neutral', icon: Equal },
}

/** How something compares with the last approved version. */
export function ChangeMark({ change }: { change: PermissionChange['change'] }) {
  const { text, tone, icon: Icon } = CHANGES[change]
  return (
    <Badge tone={tone}>
      <Icon aria-hidden="true" />
      {text}
    </Badge>
  )
}
