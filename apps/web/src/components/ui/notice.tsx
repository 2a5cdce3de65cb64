import { Link } from '@tanstack/react-router'
import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ProblemError } from '@grantry/sdk/client/page'
import { classes } from './class-names.ts'

type Tone = 'info' | 'warning' | 'error'

const TONES = {
  info: { icon: Info, look: 'border-accent-line bg-accent-soft text-ink', tint: 'text-accent-text' },
  warning: { icon: TriangleAlert, look: 'border-medium/30 bg-medium-soft text-ink', tint: 'text-medium' },
  error: { icon: CircleAlert, look: 'border-high/30 bg-high-soft text-ink', tint: 'text-high' },
} as const

interface NoticeProps {
  tone: Tone
  title?: ReactNode
  children?: ReactNode
  action?: ReactNode
}

/** A remark that belongs to what stands beside it. An error is read out when it appears. */
export function Notice({ tone, title, children, action }: NoticeProps) {
  const { icon: Icon, look, tint } = TONES[tone]
  return (
    <div
      role={tone === 'error' ? 'alert' : undefined}
      className={classes('flex flex-wrap items-start gap-x-2.5 gap-y-2 rounded-md border px-3.5 py-2.5', look)}
    >
      <Icon aria-hidden="true" className={classes('mt-0.5 size-4.5 shrink-0', tint)} />
      <div className="grid min-w-48 flex-1 gap-1">
        {title && <p className="font-medium">{title}</p>}
        {children}
      </div>
      {action}
    </div>
  )
}

/** What a form or a call was refused for, with every issue and where it lies. */
export function ProblemNotice({ problem, title }: { problem: ProblemError; title?: string }) {
  return (
    <Notice tone="error" title={title ?? problem.detail}>
      {title && <p>{problem.detail}</p>}
      {problem.issues.length > 0 && (
        <ul className="grid gap-1 text-sm">
          {problem.issues.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              <code className="mr-1.5 rounded-xs bg-surface px-1 py-0.5 font-mono text-xs">{path}</code>
              {message}
            </li>
          ))}
        </ul>
      )}
      {problem.wayOut !== null && (
        <Link to={problem.wayOut} className="link w-fit font-medium">
          {problem.wayOut.startsWith('/workspaces/') ? 'Open the billing' : 'See what it costs'}
        </Link>
      )}
      <p className="font-mono text-xs text-ink-muted">
        {problem.code}
        {problem.requestId && ` · request ${problem.requestId}`}
      </p>
    </Notice>
  )
}
