import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { formatClock, formatInstant } from '../../lib/format.ts'
import { classes } from './class-names.ts'

/** What kind of line it is: an icon and a word, and their colour. */
export interface LineMark {
  icon: LucideIcon
  text: string
  look: string
}

/** A line of a log. */
export const LogLine = ({ at, mark, children }: { at: string; mark: LineMark; children: ReactNode }) => (
  <li className="group grid grid-cols-[auto_auto_minmax(0,1fr)] items-baseline gap-x-3 px-4 py-2 max-sm:grid-cols-[auto_minmax(0,1fr)]">
    <time dateTime={at} title={formatInstant(at)} className="font-mono text-xs text-ink-faint tabular-nums">
      {formatClock(at)}
    </time>
    <span className={classes('flex w-21 items-center gap-1.5 text-xs font-medium', mark.look)}>
      <mark.icon aria-hidden="true" className="size-3.5 shrink-0" />
      {mark.text}
    </span>
    <p className="min-w-0 font-mono text-sm break-words whitespace-pre-wrap max-sm:col-span-2">{children}</p>
  </li>
)
