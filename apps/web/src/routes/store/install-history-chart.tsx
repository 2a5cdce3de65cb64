import type { InstallHistory } from '@grantry/contract'
import { useQuery } from '@tanstack/react-query'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { formatCount, formatDay, plural } from '../../lib/format.ts'
import { installHistoryQuery } from '../../lib/queries/catalogue.queries.ts'

type Days = InstallHistory['items']

const WIDTH = 240
const HEIGHT = 56
const EDGE = 2

/** How many installs stood on each of the last days. The picture is for the eye; its end and its rise are words. */
export function InstallHistoryChart({ id }: { id: string }) {
  const history = useQuery(installHistoryQuery(id))
  if (history.isError) return null
  return (
    <section className="sheet grid gap-2 p-4">
      <h2 className="font-semibold">Installs over time</h2>
      {history.data ? <Curve days={history.data.items} /> : <Skeleton className="h-20" />}
    </section>
  )
}

function Curve({ days }: { days: Days }) {
  const first = days[0]
  const last = days.at(-1)
  if (first === undefined || last === undefined) return null
  return (
    <figure className="grid gap-1.5">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" className="h-14 w-full">
        <path d={area(days)} fill="var(--color-accent-soft)" />
        <path
          d={line(days)}
          fill="none"
          stroke="var(--color-accent)"
          strokeWidth="1.5"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <figcaption className="text-sm text-ink-muted">
        {plural(last.installs, 'install')} today, {formatCount(first.installs)} on {formatDay(first.day)}
      </figcaption>
    </figure>
  )
}

function line(days: Days): string {
  const most = Math.max(1, ...days.map(({ installs }) => installs))
  const points = days.map(({ installs }, index) => {
    const x = (index / Math.max(1, days.length - 1)) * WIDTH
    const y = HEIGHT - EDGE - (installs / most) * (HEIGHT - 2 * EDGE)
    return `${x.toFixed(1)} ${y.toFixed(1)}`
  })
  return `M${points.join('L')}`
}

const area = (days: Days): string => `${line(days)}V${HEIGHT}H0Z`
