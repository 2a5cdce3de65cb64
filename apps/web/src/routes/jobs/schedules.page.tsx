import type { Schedule } from '@grantry/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { CalendarClock, CalendarPlus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { LaterProblem } from '../../components/ui/later-problem.tsx'
import { ProblemPanel } from '../../components/ui/problem-panel.tsx'
import { Loading, SkeletonRows } from '../../components/ui/skeleton.tsx'
import { useTitle } from '../../components/ui/use-page.ts'
import { schedulesQuery } from '../../lib/queries/schedules.queries.ts'
import { canUse, useWorkspace } from '../../lib/workspace.ts'
import { JobsNavigation } from './jobs-navigation.tsx'
import { ScheduleDialog } from './schedule.dialog.tsx'
import { ScheduleRow } from './schedule-row.tsx'

const route = getRouteApi('/signed-in/workspaces/$ws/parts/jobs/schedules')

/** Jobs that start by themselves, and what came of it. */
export function SchedulesPage() {
  const { ws } = route.useParams()
  const mayChange = canUse(useWorkspace(ws))
  const [edited, setEdited] = useState<Schedule | 'new' | null>(null)
  useTitle('Schedules')
  return (
    <>
      <h2 className="sr-only">Schedules</h2>
      <JobsNavigation ws={ws}>
        {mayChange && (
          <Button tone="primary" onClick={() => setEdited('new')}>
            <CalendarPlus aria-hidden="true" />
            New schedule
          </Button>
        )}
      </JobsNavigation>
      <ScheduleList ws={ws} onEdit={mayChange ? setEdited : null} />
      {edited !== null && (
        <ScheduleDialog ws={ws} schedule={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      )}
    </>
  )
}

interface ScheduleListProps {
  ws: string
  /** Null for somebody who only looks on. */
  onEdit: ((schedule: Schedule) => void) | null
}

function ScheduleList({ ws, onEdit }: ScheduleListProps) {
  const list = useInfiniteQuery(schedulesQuery(ws))
  if (list.isPending) {
    return (
      <Loading label="Loading schedules">
        <SkeletonRows count={3} className="h-24 rounded-lg" />
      </Loading>
    )
  }
  if (list.data === undefined) return <ProblemPanel error={list.error} onRetry={() => void list.refetch()} />
  const schedules = list.data.pages.flatMap((page) => page.items)
  if (schedules.length === 0) {
    return (
      <>
        <LaterProblem list={list} />
        <EmptyState icon={<CalendarClock />} title="No schedules">
          A schedule starts a job at set times: every hour, every Monday, on the first of the month.
        </EmptyState>
      </>
    )
  }
  return (
    <>
      <ul aria-label="Schedules" className="sheet divide-y divide-line">
        {schedules.map((schedule) => (
          <ScheduleRow key={schedule.id} ws={ws} schedule={schedule} onEdit={onEdit} />
        ))}
      </ul>
      <LaterProblem list={list} />
      {list.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button pending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </>
  )
}
