import { CloudOff } from 'lucide-react'
import type { ReactNode, RefObject } from 'react'
import { shownProblem } from '../../lib/problem.ts'
import { Button } from './button.tsx'

interface ProblemPanelProps {
  error: unknown
  /** Of the page, where the panel is all there is of it. */
  heading?: RefObject<HTMLHeadingElement | null>
  onRetry?: () => void
  action?: ReactNode
}

/** A part of the page that could not be had, with the reason and a way on. */
export function ProblemPanel({ error, heading, onRetry, action }: ProblemPanelProps) {
  const { title, detail, requestId } = shownProblem(error)
  return (
    <div role="alert" className="sheet grid justify-items-center gap-3 px-6 py-12 text-center">
      <CloudOff aria-hidden="true" className="size-7 stroke-[1.5] text-ink-faint" />
      {heading ? (
        <h1 ref={heading} tabIndex={-1} className="text-lg font-semibold">
          {title}
        </h1>
      ) : (
        <p className="text-lg font-semibold">{title}</p>
      )}
      <p className="max-w-lg text-ink-muted">{detail}</p>
      {requestId && <p className="font-mono text-xs text-ink-faint">Request {requestId}</p>}
      <div className="mt-2 flex flex-wrap justify-center gap-2">
        {onRetry && <Button onClick={onRetry}>Try again</Button>}
        {action}
      </div>
    </div>
  )
}
