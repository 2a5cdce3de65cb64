import type { Usage } from '@grantry/contract'
import { useMemo } from 'react'
import { fuelOf, lastDays } from '../../lib/daily-usage.ts'
import { formatCompact, formatCount, formatDay, plural } from '../../lib/format.ts'
import { BarChart } from '../ui/bar-chart.tsx'

type Daily = Usage['daily']

/** Calls, runs of jobs and the fuel of each day. The picture is for the eye; the same numbers follow as a table. */
export function UsageChart({ daily }: { daily: Daily }) {
  const { calls, runs, fuel } = useMemo(() => {
    const days = lastDays(daily, Date.now())
    // A picture needs no more digits than a double has.
    return {
      calls: days.map((day) => ({ day: day.day, value: day.calls })),
      runs: days.map((day) => ({ day: day.day, value: day.runs })),
      fuel: days.map((day) => ({ day: day.day, value: Number(fuelOf(day)) })),
    }
  }, [daily])
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <BarChart title="Calls a day" bars={calls} format={formatCompact} />
      {runs.some(({ value }) => value > 0) && <BarChart title="Job runs a day" bars={runs} format={formatCompact} />}
      <BarChart title="Fuel a day" bars={fuel} format={formatCompact} />
      <DailyTable daily={daily} />
    </div>
  )
}

const DailyTable = ({ daily }: { daily: Daily }) => (
  <details className="min-w-0 sm:col-span-2">
    <summary className="w-fit rounded-xs text-sm font-medium text-accent-text">
      As a table ({plural(daily.length, 'day')})
    </summary>
    <div role="region" aria-label="Usage by day" tabIndex={0} className="sheet mt-2 overflow-x-auto">
      <table className="w-full text-sm tabular-nums">
        <thead>
          <tr className="text-left text-ink-muted [&>th]:px-4 [&>th]:py-2 [&>th]:font-medium">
            <th scope="col">Day</th>
            <th scope="col">Calls</th>
            <th scope="col">Failed</th>
            <th scope="col">Job runs</th>
            <th scope="col">Fuel</th>
          </tr>
        </thead>
        <tbody>
          {daily.map((day) => (
            <tr key={day.day} className="border-t border-line [&>*]:px-4 [&>*]:py-1.5">
              <th scope="row" className="text-left font-normal">
                {formatDay(day.day)}
              </th>
              <td>{formatCount(day.calls)}</td>
              <td>{formatCount(day.failed)}</td>
              <td>{formatCount(day.runs)}</td>
              <td>{formatCount(fuelOf(day))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </details>
)
