import { ProblemError } from '@grantry/sdk/client/problem'
import { Link } from '@tanstack/react-router'
import { Notice } from '../../components/ui/notice.tsx'
import { plural } from '../../lib/format.ts'
import { isRefusal, shownProblem } from '../../lib/problem.ts'

interface RefusedReportProps {
  slug: string
  file: File | undefined
  error: Error
}

/**
 * Why an archive was refused: every fault with the entry or the JSON path it lies at. Nothing was stored then; without
 * such an answer of the server that is not known.
 */
export function RefusedReport({ slug, file, error }: RefusedReportProps) {
  const { detail, requestId } = shownProblem(error)
  const issues = error instanceof ProblemError ? error.issues : []
  const code = error instanceof ProblemError ? error.code : null
  const refused = isRefusal(error)
  return (
    <div className="grid gap-3">
      <Notice
        tone="error"
        title={
          refused
            ? `${file?.name ?? 'The archive'} was refused, and nothing was stored`
            : `It is not known whether ${file?.name ?? 'the archive'} was stored`
        }
      >
        <p>{detail}</p>
        {!refused && (
          <Link to="/studio/$slug" params={{ slug }} className="link w-fit font-medium">
            Look among your versions
          </Link>
        )}
        <p className="font-mono text-xs text-ink-muted">
          {code}
          {requestId && ` · request ${requestId}`}
        </p>
      </Notice>
      {issues.length > 0 && (
        <section className="sheet">
          <h2 className="border-b border-line px-4 py-3 font-semibold">{plural(issues.length, 'fault')} to mend</h2>
          <ul className="divide-y divide-line">
            {issues.map(({ path, message }) => (
              <li
                key={`${path} ${message}`}
                className="grid gap-1 px-4 py-3 sm:grid-cols-[14rem_minmax(0,1fr)] sm:gap-4"
              >
                <code className="font-mono text-sm break-all text-accent-text">{path}</code>
                <span>{message}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
