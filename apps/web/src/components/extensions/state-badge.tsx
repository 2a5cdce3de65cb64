import type { InstallState, VersionState } from '@grantry/contract'
import {
  Ban,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleX,
  Clock,
  Hand,
  Trash2,
  type LucideIcon,
} from 'lucide-react'
import { Badge, type BadgeTone } from '../ui/badge.tsx'

interface Look {
  text: string
  tone: BadgeTone
  icon: LucideIcon
}

const VERSIONS: Record<VersionState, Look> = {
  draft: { text: 'Draft', tone: 'neutral', icon: CircleDashed },
  submitted: { text: 'In review', tone: 'accent', icon: Clock },
  approved: { text: 'Approved', tone: 'low', icon: CircleCheck },
  rejected: { text: 'Rejected', tone: 'high', icon: CircleX },
  yanked: { text: 'Yanked', tone: 'medium', icon: CirclePause },
  taken_down: { text: 'Taken down', tone: 'high', icon: Ban },
}

const INSTALLS: Record<InstallState, Look> = {
  awaiting_consent: { text: 'Waits for consent', tone: 'medium', icon: Hand },
  active: { text: 'Active', tone: 'low', icon: CircleCheck },
  suspended: { text: 'Suspended', tone: 'high', icon: CirclePause },
  removed: { text: 'Removed', tone: 'neutral', icon: Trash2 },
}

const StateBadge = ({ text, tone, icon: Icon }: Look) => (
  <Badge tone={tone}>
    <Icon aria-hidden="true" />
    {text}
  </Badge>
)

export const VersionStateBadge = ({ state }: { state: VersionState }) => <StateBadge {...VERSIONS[state]} />
export const versionStateText = (state: VersionState): string => VERSIONS[state].text
export const InstallStateBadge = ({ state }: { state: InstallState }) => <StateBadge {...INSTALLS[state]} />
