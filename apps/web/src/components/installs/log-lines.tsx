import type { InstallLog, LogLevel } from '@grantry/contract'
import { Bug, CircleX, Info, TriangleAlert } from 'lucide-react'
import { LogLine, type LineMark } from '../ui/log-line.tsx'

const LEVELS: Record<LogLevel, LineMark> = {
  debug: { icon: Bug, text: 'Debug', look: 'text-ink-faint' },
  info: { icon: Info, text: 'Info', look: 'text-accent-text' },
  warn: { icon: TriangleAlert, text: 'Warning', look: 'text-medium' },
  error: { icon: CircleX, text: 'Error', look: 'text-high' },
}

export const LogLines = ({ lines }: { lines: readonly InstallLog[] }) => (
  <ol aria-label="Log lines" className="sheet divide-y divide-line">
    {lines.map(({ id, at, level, source, message, code, chain }) => (
      <LogLine key={id} at={at} mark={LEVELS[level]}>
        {source === 'host' && <span className="mr-2 font-sans text-xs font-medium text-ink-muted">platform</span>}
        {message}
        {code && <code className="ml-2 rounded-xs bg-sunken px-1 text-xs text-ink-muted">{code}</code>}
        {chain.length > 1 && (
          <span className="block font-sans text-xs text-ink-muted">called by {chain.slice(0, -1).join(' → ')}</span>
        )}
      </LogLine>
    ))}
  </ol>
)
