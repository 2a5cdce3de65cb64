import type { JobState, JobSummary } from '@grantry/contract'
import { classes } from '../ui/class-names.ts'
import { jobStateText } from './job-state-badge.tsx'

const FILLS: Record<JobState, string> = {
  queued: 'bg-line-strong',
  running: 'bg-accent',
  paused: 'bg-medium',
  completed: 'bg-low/60',
  failed: 'bg-high',
  cancelled: 'bg-line-strong',
}

interface JobBarProps {
  job: Pick<JobSummary, 'state' | 'progress' | 'message'>
  label: string
  size?: 'thin' | 'thick'
}

/** How far a job has come. It has its place in every state, so that nothing moves when the state changes. */
export function JobBar({ job, label, size = 'thin' }: JobBarProps) {
  const { state, message } = job
  const progress = state === 'completed' ? 1 : job.progress
  const percent = progress === null ? undefined : Math.floor(progress * 100)
  const isUnknown = percent === undefined && state === 'running'
  const value = [jobStateText(state), percent === undefined ? null : `${percent} %`, message].filter(Boolean).join(', ')
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuetext={value}
      className={classes('overflow-hidden rounded-full bg-sunken', size === 'thin' ? 'h-1.5' : 'h-2.5')}
    >
      <div
        className={classes(
          'h-full rounded-full transition-[width,background-color] duration-200 ease-out',
          FILLS[state],
          isUnknown && 'animate-shimmer bg-linear-to-r from-accent via-accent-soft to-accent',
        )}
        style={{ width: `${isUnknown ? 100 : (progress ?? 0) * 100}%` }}
      />
    </div>
  )
}

export const percentText = ({ state, progress }: Pick<JobSummary, 'state' | 'progress'>): string => {
  if (state === 'completed') return '100 %'
  return progress === null ? '' : `${Math.floor(progress * 100)} %`
}
