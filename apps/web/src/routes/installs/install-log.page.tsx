import { useSuspenseInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { ScrollText } from 'lucide-react'
import { LogLines } from '../../components/installs/log-lines.tsx'
import { Button } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { Select } from '../../components/ui/field.tsx'
import { Options } from '../../components/ui/options.tsx'
import { useTitle } from '../../components/ui/use-page.ts'
import { logQuery } from '../../lib/queries/installs.queries.ts'
import { LOG_LEVELS, valueOf } from '../../lib/vocabulary.ts'

const route = getRouteApi('/signed-in/workspaces/$ws/installs/$install/log')

/** What the guest wrote and what the platform says of it; new lines come by themselves. */
export function InstallLogPage() {
  const { ws, install } = route.useParams()
  const { level = 'debug' } = route.useSearch()
  const navigate = useNavigate({ from: '/workspaces/$ws/installs/$install/log' })
  const log = useSuspenseInfiniteQuery(logQuery(ws, install, level))
  const lines = log.data.pages.flatMap((page) => page.items)
  useTitle('Log')
  return (
    <>
      <h2 className="sr-only">Log</h2>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <Select
          aria-label="Level"
          className="w-auto"
          value={level}
          onChange={({ target: { value } }) =>
            void navigate({ search: { level: valueOf(LOG_LEVELS, value) }, replace: true })
          }
        >
          <Options list={LOG_LEVELS} />
        </Select>
        <p className="flex items-center gap-2 text-sm text-ink-muted">
          <span aria-hidden="true" className="size-2 rounded-full bg-low motion-safe:animate-pulse" />
          Live, newest first
        </p>
      </div>
      {lines.length === 0 ? (
        <EmptyState icon={<ScrollText />} title="No lines">
          What it writes, and what the platform has to say of it, appears here as it happens.
        </EmptyState>
      ) : (
        <LogLines lines={lines} />
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
