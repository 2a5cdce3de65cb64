import { formatCount, formatDay, plural } from '../../lib/format.ts'

interface InstallsOverTimeProps {
  daily: readonly { day: string; installs: number }[]
}

const WIDTH = 300
const HEIGHT = 48

/** A line of how many installs there were at the end of each day; the first and the last are said in words. */
export function InstallsOverTime({ daily }: InstallsOverTimeProps) {
  const [first, last] = [daily[0], daily.at(-1)]
  if (first === undefined || last === undefined) return null
  const most = Math.max(1, ...daily.map(({ installs }) => installs))
  const points = daily.map(({ installs }, index) => {
    const x = (index / Math.max(1, daily.length - 1)) * WIDTH
    return `${x.toFixed(1)},${(HEIGHT - 2 - (installs / most) * (HEIGHT - 4)).toFixed(1)}`
  })
  const words = `${plural(first.installs, 'install')} on ${formatDay(first.day)}, ${formatCount(last.installs)} on ${formatDay(last.day)}`
  return (
    <figure className="sheet grid gap-2 p-4">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Installs over time: ${words}`}
        className="h-16 w-full text-accent"
      >
        <polyline
          points={points.join(' ')}
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <figcaption className="text-sm text-ink-muted">{words}</figcaption>
    </figure>
  )
}
