import type { JobLineKind } from '@grantry/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { JobLines } from '../../components/jobs/job-lines.tsx'
import { LiveMark } from '../../components/jobs/live-mark.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Select } from '../../components/ui/field.tsx'
import { LaterProblem } from '../../components/ui/later-problem.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { Options } from '../../components/ui/options.tsx'
import { Section } from '../../components/ui/page.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { problemSentence } from '../../lib/problem.ts'
import { jobLogQuery } from '../../lib/queries/jobs.queries.ts'
import type { Connection } from '../../lib/use-stream.ts'
import { valueOf } from '../../lib/vocabulary.ts'

const route = getRouteApi('/signed-in/workspaces/$ws/jobs/$job')

const KINDS: Record<JobLineKind, string> = { log: 'Log lines', warning: 'Warnings', error: 'Errors' }

interface JobLogProps {
  ws: string
  job: string
  connection: Connection
}

/** Everything the job said, newest first, as it says it. */
export function JobLog({ ws, job, connection }: JobLogProps) {
  const { lines: kind } = route.useSearch()
  const navigate = useNavigate({ from: '/workspaces/$ws/jobs/$job' })
  const choose = (text: string) =>
    void navigate({ search: { lines: valueOf(KINDS, text) }, replace: true, resetScroll: false })
  return (
    <Section
      title="Log"
      aside={
        <div className="flex flex-wrap items-center gap-3">
          <LiveMark connection={connection} />
          <Select
            aria-label="Lines"
            className="w-auto"
            value={kind ?? ''}
            onChange={({ target }) => choose(target.value)}
          >
            <option value="">Everything</option>
            <Options list={KINDS} />
          </Select>
        </div>
      }
    >
      <Lines ws={ws} job={job} kind={kind} />
    </Section>
  )
}

function Lines({ ws, job, kind }: { ws: string; job: string; kind: JobLineKind | undefined }) {
  const log = useInfiniteQuery(jobLogQuery(ws, job, kind))
  if (log.isPending) return <Skeleton className="h-24 w-full rounded-lg" />
  if (log.data === undefined) return <Notice tone="error">{problemSentence(log.error)}</Notice>
  const lines = log.data.pages.flatMap((page) => page.items)
  return (
    <>
      {lines.length === 0 ? (
        <p className="sheet p-4 text-ink-muted">It has said nothing{kind && ' of this kind'}.</p>
      ) : (
        <JobLines label="Log, newest first" lines={lines} />
      )}
      <LaterProblem list={log} />
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
