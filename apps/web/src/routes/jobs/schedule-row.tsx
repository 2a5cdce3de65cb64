import type { Schedule } from '@grantry/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import {
  CalendarCheck,
  CalendarX,
  CirclePause,
  CirclePlay,
  Pencil,
  SkipForward,
  Trash2,
  type LucideIcon,
} from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Badge } from '../../components/ui/badge.tsx'
import { Button, IconButton } from '../../components/ui/button.tsx'
import { classes } from '../../components/ui/class-names.ts'
import { ConfirmDialog } from '../../components/ui/confirm-dialog.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { TimeAgo } from '../../components/ui/time-ago.tsx'
import { toast } from '../../components/ui/toast.ts'
import { api } from '../../lib/api.ts'
import { formatInstant } from '../../lib/format.ts'
import { cronSentence } from '../../lib/jobs/cron.ts'
import { problemSentence } from '../../lib/problem.ts'
import { schedulesQuery } from '../../lib/queries/schedules.queries.ts'

interface ScheduleRowProps {
  ws: string
  schedule: Schedule
  onEdit: ((schedule: Schedule) => void) | null
}

/** One schedule: when it comes due, what came of the last time, and what can be done with it. */
export function ScheduleRow({ ws, schedule, onEdit }: ScheduleRowProps) {
  const isPaused = schedule.state === 'paused'
  return (
    <li className="grid gap-x-6 gap-y-3 px-4 py-3.5 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="grid content-start gap-1">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <h3 className="text-md font-semibold">{schedule.name}</h3>
          {isPaused && (
            <Badge tone="medium">
              <CirclePause aria-hidden="true" />
              Paused
            </Badge>
          )}
        </div>
        <p>
          {cronSentence(schedule.cron)} <span className="text-ink-muted">({schedule.timezone})</span>
        </p>
        <p className="flex flex-wrap gap-x-3.5 text-sm text-ink-muted tabular-nums">
          <span className="font-mono text-xs leading-5 text-ink-faint">{schedule.jobType}</span>
          <span>
            {schedule.nextRunAt === null ? 'Does not come due' : <>Next time: {nextTime(schedule.nextRunAt)}</>}
          </span>
        </p>
        <LastTime ws={ws} last={schedule.last} />
        {schedule.reason !== null && <Notice tone="warning">{schedule.reason.message}</Notice>}
      </div>
      {onEdit !== null && <ScheduleActions ws={ws} schedule={schedule} onEdit={onEdit} />}
    </li>
  )
}

const nextTime = (at: string): ReactNode => (
  <>
    <TimeAgo at={at} /> ({formatInstant(at)})
  </>
)

const LAST: Record<NonNullable<Schedule['last']>['outcome'], { icon: LucideIcon; text: string; look: string }> = {
  dispatched: { icon: CalendarCheck, text: 'Started a job', look: 'text-low' },
  skipped: { icon: SkipForward, text: 'Skipped: the job of the time before had not ended', look: 'text-ink-muted' },
  refused: { icon: CalendarX, text: 'Could not start a job', look: 'text-high' },
}

function LastTime({ ws, last }: { ws: string; last: Schedule['last'] }) {
  if (last === null) return <p className="text-sm text-ink-muted">It has not come due yet.</p>
  const { icon: Icon, text, look } = LAST[last.outcome]
  return (
    <p className="flex flex-wrap items-center gap-x-1.5 text-sm">
      <Icon aria-hidden="true" className={classes('size-4', look)} />
      <span className={look}>
        {last.jobId === null ? (
          text
        ) : (
          <Link to="/workspaces/$ws/jobs/$job" params={{ ws, job: last.jobId }} className="link">
            {text}
          </Link>
        )}
      </span>
      <span className="text-ink-muted">
        <TimeAgo at={last.at} />
        {last.reason !== null && `: ${last.reason.message}`}
      </span>
    </p>
  )
}

function ScheduleActions({ ws, schedule, onEdit }: ScheduleRowProps & { onEdit: (schedule: Schedule) => void }) {
  const queryClient = useQueryClient()
  const [deleting, setDeleting] = useState(false)
  const refresh = () => queryClient.invalidateQueries({ queryKey: schedulesQuery(ws).queryKey })
  const isPaused = schedule.state === 'paused'
  const toggle = useMutation({
    mutationFn: () => api.schedules.update(ws, schedule.id, { state: isPaused ? 'active' : 'paused' }),
    onSuccess: () => toast(isPaused ? `${schedule.name} comes due again` : `${schedule.name} is paused`),
    onSettled: refresh,
  })
  const remove = useMutation({
    mutationFn: () => api.schedules.remove(ws, schedule.id),
    onSuccess: async () => {
      setDeleting(false)
      toast(`${schedule.name} is deleted`)
      await refresh()
    },
  })
  return (
    <div className="grid content-start justify-items-end gap-2 max-sm:justify-items-start">
      <div className="flex gap-1">
        <Button size="small" pending={toggle.isPending} onClick={() => toggle.mutate()}>
          {isPaused ? <CirclePlay aria-hidden="true" /> : <CirclePause aria-hidden="true" />}
          {isPaused ? 'Resume' : 'Pause'}
        </Button>
        <IconButton label={`Change ${schedule.name}`} className="size-8" onClick={() => onEdit(schedule)}>
          <Pencil />
        </IconButton>
        <IconButton label={`Delete ${schedule.name}`} className="size-8" onClick={() => setDeleting(true)}>
          <Trash2 />
        </IconButton>
      </div>
      {toggle.error && <p className="text-sm text-high">{problemSentence(toggle.error)}</p>}
      {deleting && (
        <ConfirmDialog
          title={`Delete ${schedule.name}?`}
          confirm="Delete the schedule"
          pending={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate()}
          onClose={() => setDeleting(false)}
        >
          It starts nothing any more. Jobs that it has started go on, and stay in the list.
        </ConfirmDialog>
      )}
    </div>
  )
}
