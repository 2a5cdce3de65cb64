import type { LogFilterQuery } from '@grantry/contract'
import { useSuspenseInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Pause, Play, ScrollText } from 'lucide-react'
import { useState } from 'react'
import { LogLines } from '../../components/installs/log-lines.tsx'
import { LiveMark } from '../../components/jobs/live-mark.tsx'
import { Button } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { useTitle } from '../../components/ui/use-page.ts'
import { logQuery } from '../../lib/queries/install-records.queries.ts'
import { installQuery } from '../../lib/queries/installs.queries.ts'
import { LogFilters } from './log-filters.tsx'
import { useLiveLog } from './use-live-log.ts'

const route = getRouteApi('/signed-in/workspaces/$ws/installs/$install/log')

/** What the guest wrote and what the platform says of it; new lines come by themselves. */
export function InstallLogPage() {
  const { ws, install: id } = route.useParams()
  const filter = route.useSearch()
  const install = useSuspenseQuery(installQuery(ws, id)).data
  const log = useSuspenseInfiniteQuery(logQuery(ws, id, filter))
  const [state, setState] = useState<'following' | 'paused'>('following')
  const connection = useLiveLog({ ws, install: id, filter, state })
  const navigate = useNavigate({ from: '/workspaces/$ws/installs/$install/log' })
  const change = (part: LogFilterQuery) =>
    void navigate({ search: { ...filter, ...part }, replace: true, resetScroll: false })
  const lines = log.data.pages.flatMap((page) => page.items)
  useTitle(`Log of ${install.name}`)
  return (
    <>
      <h2 className="sr-only">Log</h2>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <LogFilters ws={ws} install={install} filter={filter} onChange={change} />
        <div className="flex items-center gap-3">
          {state === 'paused' ? <p className="text-sm text-ink-muted">Paused</p> : <LiveMark connection={connection} />}
          <Button size="small" onClick={() => setState(state === 'paused' ? 'following' : 'paused')}>
            {state === 'paused' ? <Play aria-hidden="true" /> : <Pause aria-hidden="true" />}
            {state === 'paused' ? 'Resume' : 'Pause'}
          </Button>
        </div>
      </div>
      {lines.length === 0 ? (
        <NoLines filter={filter} />
      ) : (
        <LogLines lines={lines} onCall={(call) => change({ call: filter.call === call ? undefined : call })} />
      )}
      {log.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button pending={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            Older lines
          </Button>
        </div>
      )}
    </>
  )
}

const NoLines = ({ filter }: { filter: LogFilterQuery }) => {
  const isNarrowed = Object.values(filter).some((value) => value !== undefined)
  return (
    <EmptyState icon={<ScrollText />} title={isNarrowed ? 'No such lines' : 'No lines'}>
      What it writes, and what the platform has to say of it, appears here as it happens.
    </EmptyState>
  )
}
