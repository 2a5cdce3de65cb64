import type { InstallLog, LogLevel } from '@grantry/contract'
import { Bug, CircleX, Info, TriangleAlert } from 'lucide-react'
import { LogLine, type LineMark } from '../ui/log-line.tsx'

const LEVELS: Record<LogLevel, LineMark> = {
  debug: { icon: Bug, text: 'Debug', look: 'text-ink-faint' },
  info: { icon: Info, text: 'Info', look: 'text-accent-text' },
  warn: { icon: TriangleAlert, text: 'Warning', look: 'text-medium' },
  error: { icon: CircleX, text: 'Error', look: 'text-high' },
}

interface LogLinesProps {
  lines: readonly InstallLog[]
  /** Asks for the other lines of the call that one is of. */
  onCall: (call: string) => void
}

export const LogLines = ({ lines, onCall }: LogLinesProps) => (
  <ol aria-label="Log lines" className="sheet divide-y divide-line">
    {lines.map(({ id, at, level, source, message, code, chain, invocationId }) => (
      <LogLine key={id} at={at} mark={LEVELS[level]}>
        {source === 'host' && <span className="mr-2 font-sans text-xs font-medium text-ink-muted">platform</span>}
        {message}
        {code && <code className="ml-2 rounded-xs bg-sunken px-1 text-xs text-ink-muted">{code}</code>}
        {chain.length > 1 && (
          <span className="block font-sans text-xs text-ink-muted">called by {chain.slice(0, -1).join(' → ')}</span>
        )}
        {invocationId !== null && (
          <button
            type="button"
            title={`${chain.at(-1) ?? ''} ${invocationId}`.trim()}
            onClick={() => onCall(invocationId)}
            className="ml-2 link font-sans text-xs opacity-0 group-hover:opacity-100 focus-visible:opacity-100 [@media(hover:none)]:opacity-100"
          >
            this call
          </button>
        )}
      </LogLine>
    ))}
  </ol>
)
