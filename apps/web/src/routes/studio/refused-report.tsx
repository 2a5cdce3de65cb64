import { ProblemError } from '@grantry/sdk/client/problem'
import { Notice } from '../../components/ui/notice.tsx'
import { plural } from '../../lib/format.ts'
import { shownProblem } from '../../lib/problem.ts'

/** Why an archive was refused: every fault with the entry or the JSON path it lies at. Nothing was stored. */
export function RefusedReport({ file, error }: { file: File | undefined; error: Error }) {
  const { detail, requestId } = shownProblem(error)
  const issues = error instanceof ProblemError ? error.issues : []
  const code = error instanceof ProblemError ? error.code : null
  return (
    <div className="grid gap-3">
      <Notice tone="error" title={`${file?.name ?? 'The archive'} was refused, and nothing was stored`}>
        <p>{detail}</p>
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
