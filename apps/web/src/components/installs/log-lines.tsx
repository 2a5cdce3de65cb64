import type { InstallLog, LogLevel } from '@grantry/contract'
import { Bug, CircleX, Info, TriangleAlert, type LucideIcon } from 'lucide-react'
import { classes } from '../ui/class-names.ts'
import { formatClock, formatInstant } from '../../lib/format.ts'

const LEVELS: Record<LogLevel, { icon: LucideIcon; text: string; look: string }> = {
  debug: { icon: Bug, text: 'Debug', look: 'text-ink-faint' },
  info: { icon: Info, text: 'Info', look: 'text-accent-text' },
  warn: { icon: TriangleAlert, text: 'Warning', look: 'text-medium' },
  error: { icon: CircleX, text: 'Error', look: 'text-high' },
}

export const LogLines = ({ lines }: { lines: readonly InstallLog[] }) => (
  <ol aria-label="Log lines" className="sheet divide-y divide-line">
    {lines.map((line) => (
      <LogLine key={line.id} line={line} />
    ))}
  </ol>
)

function LogLine({ line }: { line: InstallLog }) {
  const { icon: Icon, text, look } = LEVELS[line.level]
  return (
    <li className="grid grid-cols-[auto_auto_minmax(0,1fr)] items-baseline gap-x-3 px-4 py-2 max-sm:grid-cols-[auto_minmax(0,1fr)]">
      <time dateTime={line.at} title={formatInstant(line.at)} className="font-mono text-xs text-ink-faint tabular-nums">
        {formatClock(line.at)}
      </time>
      <span className={classes('flex w-21 items-center gap-1.5 text-xs font-medium', look)}>
        <Icon aria-hidden="true" className="size-3.5 shrink-0" />
        {text}
      </span>
      <p className="min-w-0 font-mono text-sm break-words whitespace-pre-wrap max-sm:col-span-2">
        {line.source === 'host' && <span className="mr-2 font-sans text-xs font-medium text-ink-muted">platform</span>}
        {line.message}
        {line.code && <code className="ml-2 rounded-xs bg-sunken px-1 text-xs text-ink-muted">{line.code}</code>}
      </p>
    </li>
  )
}
