import { CircleCheck, CircleX, CornerLeftUp } from 'lucide-react'
import type { PastCall } from '../../lib/call-history.ts'
import { formatClock, formatCount } from '../../lib/format.ts'
import { formatDuration } from '../../lib/jobs/durations.ts'
import { Button } from '../ui/button.tsx'
import { CodeBlock } from '../ui/code.tsx'

interface PastCallsProps {
  calls: readonly PastCall[]
  onReuse: (input: unknown) => void
}

/** The calls of one operation that were made since the page was opened, newest first. */
export function PastCalls({ calls, onReuse }: PastCallsProps) {
  if (calls.length === 0) return null
  return (
    <section aria-label="Last calls" className="grid gap-2 border-t border-line pt-4">
      <h4 className="font-semibold">Last calls</h4>
      <ol className="grid gap-1.5">
        {calls.map((call) => (
          <li key={call.id}>
            <details>
              <summary className="rounded-xs py-1">
                <CallLine call={call} />
              </summary>
              <div className="grid gap-2 pt-1 pb-3">
                <CodeBlock label="Input of this call" text={print(call.input)} className="max-h-56" />
                <CodeBlock label="What it answered" text={answerText(call)} className="max-h-56" />
                <Button size="small" className="w-fit" onClick={() => onReuse(call.input)}>
                  <CornerLeftUp aria-hidden="true" />
                  Use this input again
                </Button>
              </div>
            </details>
          </li>
        ))}
      </ol>
    </section>
  )
}

function CallLine({ call: { at, input, outcome, tookMs } }: { call: PastCall }) {
  const failed = 'code' in outcome
  const Icon = failed ? CircleX : CircleCheck
  return (
    <span className="ml-1 inline-flex max-w-[calc(100%-1.5rem)] items-center gap-2 align-middle text-sm tabular-nums">
      <Icon aria-hidden="true" className={failed ? 'size-4 shrink-0 text-high' : 'size-4 shrink-0 text-low'} />
      <time dateTime={at} className="text-ink-muted">
        {formatClock(at)}
      </time>
      <span className="font-medium">{failed ? outcome.code : 'Answered'}</span>
      <span className="shrink-0 text-ink-muted">
        {formatDuration(tookMs)}
        {!failed && outcome.fuel !== null && ` · ${formatCount(outcome.fuel)} fuel`}
      </span>
      <code className="truncate font-mono text-xs text-ink-faint max-sm:hidden">{JSON.stringify(input)}</code>
    </span>
  )
}

const print = (value: unknown): string => JSON.stringify(value ?? null, null, 2)

const answerText = ({ outcome }: PastCall): string =>
  'code' in outcome ? `${outcome.code}: ${outcome.detail}` : print(outcome.output)
