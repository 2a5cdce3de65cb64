import type { JobState } from '@grantry/contract'
import { Ban, CircleCheck, CircleDashed, CirclePause, CirclePlay, CircleX, type LucideIcon } from 'lucide-react'
import { Badge, type BadgeTone } from '../ui/badge.tsx'

const STATES: Record<JobState, { text: string; tone: BadgeTone; icon: LucideIcon }> = {
  queued: { text: 'Queued', tone: 'neutral', icon: CircleDashed },
  running: { text: 'Running', tone: 'accent', icon: CirclePlay },
  paused: { text: 'Paused', tone: 'medium', icon: CirclePause },
  completed: { text: 'Completed', tone: 'low', icon: CircleCheck },
  failed: { text: 'Failed', tone: 'high', icon: CircleX },
  cancelled: { text: 'Cancelled', tone: 'neutral', icon: Ban },
}

export function JobStateBadge({ state }: { state: JobState }) {
  const { text, tone, icon: Icon } = STATES[state]
  return (
    <Badge tone={tone}>
      <Icon aria-hidden="true" />
      {text}
    </Badge>
  )
}

export const jobStateText = (state: JobState): string => STATES[state].text

/** For a select. */
export const JOB_STATE_TEXTS: Record<JobState, string> = {
  queued: STATES.queued.text,
  running: STATES.running.text,
  paused: STATES.paused.text,
  completed: STATES.completed.text,
  failed: STATES.failed.text,
  cancelled: STATES.cancelled.text,
}
