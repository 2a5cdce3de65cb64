import type { InstallLoad } from '@grantry/contract'
import { formatCount, plural } from '../../lib/format.ts'
import { SparkBars } from '../ui/spark-bars.tsx'

/** What an install did in the last day, in one line: for lists. */
export function InstallLoadLine({ load }: { load: InstallLoad }) {
  const { calls, failed, runs, series } = load
  if (calls + runs === 0) return <p className="text-sm text-ink-muted">Not used in the last day</p>
  const text = [
    plural(calls, 'call'),
    failed > 0 ? `${formatCount(failed)} failed` : null,
    runs > 0 ? plural(runs, 'run') : null,
    nearestLimit(load),
  ].filter((part) => part !== null)
  const bars = series.map((value, part) => ({ at: `Half hour ${part + 1}`, value, text: plural(value, 'call') }))
  return (
    <div className="grid gap-1">
      <SparkBars label="Calls over the last day" bars={bars} className="h-6 w-full" />
      <p className="text-sm text-ink-muted tabular-nums">{text.join(' · ')}</p>
    </div>
  )
}

/** The limit that the install came nearest to, when that is more than half of it. */
function nearestLimit({ mostFuel, peakPages, busiestMinute, limits }: InstallLoad): string | null {
  const shares = [
    ['fuel', mostFuel / limits.fuelPerCall],
    ['memory', peakPages / limits.memoryPages],
    ['calls a minute', busiestMinute / limits.callsPerMinute],
  ] as const
  const [name, share] = shares.reduce((nearest, other) => (other[1] > nearest[1] ? other : nearest))
  return share > 0.5 ? `${Math.round(Math.min(share, 1) * 100)} % of its ${name}` : null
}
