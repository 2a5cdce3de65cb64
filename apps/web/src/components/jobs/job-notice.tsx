import type { JobSummary } from '@grantry/contract'
import { explain, traceOf } from '../../lib/jobs/job-words.ts'
import { Notice } from '../ui/notice.tsx'

/** Why a job does not simply run, in plain words. */
export function JobNotice({ job }: { job: JobSummary }) {
  const explanation = explain(job, Date.now())
  if (explanation === null) return null
  const trace = traceOf(job)
  return (
    <Notice tone={explanation.tone} title={explanation.title}>
      {explanation.sentences.length > 0 && <p>{explanation.sentences.join(' ')}</p>}
      {explanation.tone !== 'info' && job.reason !== null && (
        <code className="font-mono text-xs text-ink-muted">{job.reason.code}</code>
      )}
      {trace !== null && (
        <details>
          <summary className="w-fit rounded-xs text-sm font-medium">Where in its code</summary>
          <pre className="mt-1 overflow-x-auto font-mono text-xs whitespace-pre-wrap">{trace}</pre>
        </details>
      )}
    </Notice>
  )
}
