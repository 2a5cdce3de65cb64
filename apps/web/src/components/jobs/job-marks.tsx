import type { JobSummary } from '@grantry/contract'
import { CircleX, ListTree, TriangleAlert } from 'lucide-react'
import { plural } from '../../lib/format.ts'

/** What is worth a look behind a job: what went wrong without stopping it, and the jobs it spawned. */
export function JobMarks({ job: { warningCount, errorCount, children } }: { job: JobSummary }) {
  return (
    <>
      {warningCount > 0 && (
        <span className="inline-flex items-center gap-1 text-medium">
          <TriangleAlert aria-hidden="true" className="size-3.5" />
          {plural(warningCount, 'warning')}
        </span>
      )}
      {errorCount > 0 && (
        <span className="inline-flex items-center gap-1 text-high">
          <CircleX aria-hidden="true" className="size-3.5" />
          {plural(errorCount, 'error')}
        </span>
      )}
      {children.total > 0 && (
        <span className="inline-flex items-center gap-1">
          <ListTree aria-hidden="true" className="size-3.5" />
          {plural(children.total, 'child job')}
        </span>
      )}
    </>
  )
}
