import type { JobLine, JobLineKind } from '@grantry/contract'
import { CircleX, Info, TriangleAlert } from 'lucide-react'
import { LogLine, type LineMark } from '../ui/log-line.tsx'

const KINDS: Record<JobLineKind, LineMark> = {
  log: { icon: Info, text: 'Log', look: 'text-accent-text' },
  warning: { icon: TriangleAlert, text: 'Warning', look: 'text-medium' },
  error: { icon: CircleX, text: 'Error', look: 'text-high' },
}

/** Lines of a job, on a sheet that scrolls by itself when there are many. */
export const JobLines = ({ label, lines }: { label: string; lines: readonly JobLine[] }) => (
  <div role="region" aria-label={label} tabIndex={0} className="sheet max-h-[32rem] overflow-y-auto">
    <ol className="divide-y divide-line">
      {lines.map(({ id, at, kind, message }) => (
        <LogLine key={id} at={at} mark={KINDS[kind]}>
          {message}
        </LogLine>
      ))}
    </ol>
  </div>
)
