import type { UsageSpan } from '@grantry/contract'
import { useQuery } from '@tanstack/react-query'
import { LimitCharts } from '../../components/installs/limit-charts.tsx'
import { Select } from '../../components/ui/field.tsx'
import { Options } from '../../components/ui/options.tsx'
import { Section } from '../../components/ui/page.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { problemSentence } from '../../lib/problem.ts'
import { usageHistoryQuery } from '../../lib/queries/install-records.queries.ts'
import { USAGE_SPANS, valueOf } from '../../lib/vocabulary.ts'

interface LimitsUsedProps {
  ws: string
  install: string
  span: UsageSpan
  onSpan: (span: UsageSpan | undefined) => void
}

/** How near the install came to its limits lately. */
export function LimitsUsed({ ws, install, span, onSpan }: LimitsUsedProps) {
  const { data: history, error } = useQuery(usageHistoryQuery(ws, install, span))
  return (
    <Section
      title="Limits used"
      aside={
        <Select
          aria-label="Time shown"
          className="w-auto"
          value={span}
          onChange={({ target }) => onSpan(valueOf(USAGE_SPANS, target.value))}
        >
          <Options list={USAGE_SPANS} />
        </Select>
      }
    >
      {history && <LimitCharts history={history} />}
      {!history && error && <p className="sheet p-4 text-ink-muted">{problemSentence(error)}</p>}
      {!history && !error && <Skeleton className="h-60 w-full rounded-lg" />}
    </Section>
  )
}
