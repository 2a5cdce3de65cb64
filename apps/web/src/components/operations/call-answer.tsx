import type { OperationAnswer } from '@grantry/sdk/client/page'
import { Cpu, MemoryStick } from 'lucide-react'
import { formatCount, formatPages } from '../../lib/format.ts'
import { CodeBlock } from '../ui/code.tsx'

/** What a call answered, and what it used. */
export function CallAnswer({ answer }: { answer: OperationAnswer }) {
  return (
    <div className="grid gap-2">
      <CodeBlock label="Answer" text={JSON.stringify(answer.output, null, 2)} className="max-h-96" />
      <p className="flex flex-wrap gap-x-5 gap-y-1 text-sm text-ink-muted tabular-nums">
        {answer.fuel === null ? (
          <span>A platform operation uses no fuel.</span>
        ) : (
          <span className="inline-flex items-center gap-1.5">
            <Cpu aria-hidden="true" className="size-4" />
            {formatCount(answer.fuel)} fuel
          </span>
        )}
        {answer.memoryPages !== null && (
          <span className="inline-flex items-center gap-1.5">
            <MemoryStick aria-hidden="true" className="size-4" />
            {formatPages(answer.memoryPages)} of memory
          </span>
        )}
      </p>
    </div>
  )
}
