import type { Job } from '@grantry/contract'
import type { ReactNode } from 'react'
import { formatBytes, formatCompact, formatCount } from '../../lib/format.ts'
import type { Rates } from '../../lib/jobs/rates.ts'
import { Meter } from '../ui/meter.tsx'

/** What a job has done so far, and at what pace. */
export function JobFigures({ job, rates }: { job: Job; rates: Rates | null }) {
  const { items, bytes } = job.counters
  const { used, budget } = job.fuel
  const share = Number(used) / Number(budget)
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3 [&>:last-child]:max-sm:col-span-2">
      <Figure name="Items" value={formatCount(items)}>
        {rates !== null && items !== '0' && <p>{pace(rates.items)}</p>}
      </Figure>
      <Figure name="Bytes" value={formatBytes(Number(bytes))} title={`${formatCount(bytes)} bytes`}>
        {rates !== null && bytes !== '0' && <p>{formatBytes(Math.round(rates.bytes))} a second</p>}
      </Figure>
      <Figure name="Fuel" value={formatCompact(used)} title={formatCount(used)}>
        <div className="grid gap-1.5">
          <Meter label="Fuel used" share={share} text={`${formatCount(used)} of ${formatCount(budget)}`} />
          <p>of {formatCompact(budget)} for all its runs</p>
        </div>
      </Figure>
    </dl>
  )
}

interface FigureProps {
  name: string
  value: string
  title?: string
  children: ReactNode
}

const Figure = ({ name, value, title, children }: FigureProps) => (
  <div className="sheet grid min-h-25 content-start gap-1 p-4 tabular-nums">
    <dt className="text-sm text-ink-muted">{name}</dt>
    <dd className="grid gap-1">
      <span title={title} className="text-xl font-semibold">
        {value}
      </span>
      <div className="text-sm text-ink-muted">{children}</div>
    </dd>
  </div>
)

/** Slow work is told by the minute. */
function pace(itemsPerSecond: number): string {
  if (itemsPerSecond >= 1) return `${formatCompact(Math.round(itemsPerSecond * 10) / 10)} a second`
  return `${formatCompact(Math.round(itemsPerSecond * 600) / 10)} a minute`
}
