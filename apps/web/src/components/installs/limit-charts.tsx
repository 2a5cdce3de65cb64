import type { InstallUsageHistory, UsageBucket } from '@grantry/contract'
import { formatCompact, formatCount, formatInstant, formatMilliseconds, formatPages, plural } from '../../lib/format.ts'
import { Meter } from '../ui/meter.tsx'
import { SparkBars } from '../ui/spark-bars.tsx'

/** How near an install came to each of its limits. The same figures follow as a table. */
export function LimitCharts({ history: { limits, buckets } }: { history: InstallUsageHistory }) {
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <LimitChart
        name="Calls a minute"
        buckets={buckets}
        pick={({ busiestMinute }) => busiestMinute}
        limit={limits.callsPerMinute}
        format={formatCount}
      />
      <LimitChart
        name="Fuel of a call"
        buckets={buckets}
        pick={({ mostFuel }) => mostFuel}
        limit={limits.fuelPerCall}
        format={formatCompact}
      />
      <LimitChart
        name="Memory"
        buckets={buckets}
        pick={({ peakPages }) => peakPages}
        limit={limits.memoryPages}
        format={formatPages}
      />
      <LimitChart
        name="Wait before a call"
        buckets={buckets}
        pick={({ mostQueueMs }) => mostQueueMs}
        limit={null}
        format={formatMilliseconds}
      />
      <BucketTable buckets={buckets} />
    </div>
  )
}

interface LimitChartProps {
  name: string
  buckets: readonly UsageBucket[]
  pick: (bucket: UsageBucket) => number
  /** Null where there is none. */
  limit: number | null
  format: (value: number) => string
}

function LimitChart({ name, buckets, pick, limit, format }: LimitChartProps) {
  const most = Math.max(0, ...buckets.map(pick))
  const text = limit === null ? `at most ${format(most)}` : `at most ${format(most)} of ${format(limit)} allowed`
  const bars = buckets.map((bucket) => {
    const value = pick(bucket)
    return { at: formatInstant(bucket.at), value, text: format(value) }
  })
  return (
    <figure className="sheet grid min-w-0 gap-2 p-4">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="text-sm font-medium text-ink-muted">{name}</span>
        <span className="text-sm tabular-nums">{text}</span>
      </figcaption>
      <SparkBars label={`${name} over time, ${text}`} bars={bars} />
      {limit !== null && <Meter label={`${name}, the most`} share={most / limit} text={text} />}
    </figure>
  )
}

function BucketTable({ buckets }: { buckets: readonly UsageBucket[] }) {
  const used = buckets.filter(({ calls, runs }) => calls + runs > 0)
  if (used.length === 0) return null
  return (
    <details className="min-w-0 sm:col-span-2">
      <summary className="w-fit rounded-xs text-sm font-medium text-accent-text">
        As a table ({plural(used.length, 'part')} with calls)
      </summary>
      <div role="region" aria-label="Limits used" tabIndex={0} className="mt-2 sheet overflow-x-auto">
        <table className="w-full text-sm whitespace-nowrap tabular-nums">
          <thead>
            <tr className="text-left text-ink-muted [&>th]:px-4 [&>th]:py-2 [&>th]:font-medium">
              <th scope="col">From</th>
              <th scope="col">Calls</th>
              <th scope="col">Failed</th>
              <th scope="col">Busiest minute</th>
              <th scope="col">Most fuel</th>
              <th scope="col">Memory</th>
              <th scope="col">Longest wait</th>
            </tr>
          </thead>
          <tbody>
            {used.map(({ at, calls, failed, busiestMinute, mostFuel, peakPages, mostQueueMs }) => (
              <tr key={at} className="border-t border-line [&>*]:px-4 [&>*]:py-1.5">
                <th scope="row" className="text-left font-normal">
                  {formatInstant(at)}
                </th>
                <td>{formatCount(calls)}</td>
                <td>{formatCount(failed)}</td>
                <td>{formatCount(busiestMinute)}</td>
                <td>{formatCount(mostFuel)}</td>
                <td>{formatPages(peakPages)}</td>
                <td>{formatMilliseconds(mostQueueMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
