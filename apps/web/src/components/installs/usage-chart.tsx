import type { Usage } from '@grantry/contract'
import { useEffect, useMemo, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { lastDays } from '../../lib/daily-usage.ts'
import { formatCompact, formatCount, formatDay, plural } from '../../lib/format.ts'
import { useColorScheme } from '../../lib/theme.ts'

type Daily = Usage['daily']

const HEIGHT_PX = 190
const HALF_DAY_S = 43_200

/** Calls and fuel of each day. The picture is for the eye; the same numbers follow as a table. */
export function UsageChart({ daily }: { daily: Daily }) {
  const days = useMemo(() => lastDays(daily, Date.now()), [daily])
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Chart title="Calls a day" days={days} value={callsOf} />
      <Chart title="Fuel a day" days={days} value={fuelOf} />
      <DailyTable daily={daily} />
    </div>
  )
}

const callsOf = ({ calls }: Daily[number]): number => calls
/** A picture needs no more digits than a double has. */
const fuelOf = ({ fuel }: Daily[number]): number => Number(fuel)

interface ChartProps {
  title: string
  days: Daily
  value: (day: Daily[number]) => number
}

function Chart({ title, days, value }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null)
  const scheme = useColorScheme()
  useEffect(() => {
    const target = frame.current
    if (target === null) return
    const data: uPlot.AlignedData = [days.map(({ day }) => Date.parse(day) / 1000), days.map(value)]
    const chart = new uPlot(chartOptions(target), data, target)
    const resized = new ResizeObserver(() => chart.setSize({ width: target.clientWidth, height: HEIGHT_PX }))
    resized.observe(target)
    return () => {
      resized.disconnect()
      chart.destroy()
    }
  }, [days, value, scheme])
  return (
    <figure className="sheet min-w-0 p-4">
      <figcaption className="mb-2 text-sm font-medium text-ink-muted">{title}</figcaption>
      <div ref={frame} role="img" aria-label={`${title}, in the table below`} className="h-47.5 overflow-hidden" />
    </figure>
  )
}

/** Colours of the theme, read as the browser resolved them: a canvas knows no light-dark(). */
function chartOptions(target: HTMLElement): uPlot.Options {
  const style = getComputedStyle(target)
  const probe = document.createElement('span')
  target.append(probe)
  const colour = (token: string): string => {
    probe.style.color = `var(--color-${token})`
    return getComputedStyle(probe).color
  }
  const [accent, ink, line] = [colour('accent'), colour('ink-muted'), colour('line')]
  probe.remove()
  const font = `11px ${style.fontFamily}`
  const axis = { stroke: ink, font, grid: { stroke: line, width: 1 }, ticks: { show: false } }
  return {
    width: target.clientWidth,
    height: HEIGHT_PX,
    legend: { show: false },
    cursor: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    scales: {
      x: { range: (_, first, last) => [first - HALF_DAY_S, last + HALF_DAY_S] },
      y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] },
    },
    series: [
      {},
      {
        fill: accent,
        stroke: accent,
        width: 0,
        points: { show: false },
        paths: uPlot.paths.bars?.({ size: [0.7, 28], radius: 0.2 }),
      },
    ],
    axes: [
      {
        ...axis,
        size: 28,
        space: 56,
        grid: { show: false },
        values: (_, days) => days.map((day) => shortDay(day * 1000)),
      },
      { ...axis, size: 48, values: (_, values) => values.map((value) => formatCompact(value)) },
    ],
  }
}

const shortDay = (ms: number): string =>
  new Date(ms).toLocaleDateString('en', { day: 'numeric', month: 'short', timeZone: 'UTC' })

const DailyTable = ({ daily }: { daily: Daily }) => (
  <details className="sm:col-span-2">
    <summary className="w-fit rounded-xs text-sm font-medium text-accent-text">
      As a table ({plural(daily.length, 'day')})
    </summary>
    <table className="sheet mt-2 w-full text-sm tabular-nums">
      <thead>
        <tr className="text-left text-ink-muted [&>th]:px-4 [&>th]:py-2 [&>th]:font-medium">
          <th scope="col">Day</th>
          <th scope="col">Calls</th>
          <th scope="col">Failed</th>
          <th scope="col">Fuel</th>
        </tr>
      </thead>
      <tbody>
        {daily.map(({ day, calls, failed, fuel }) => (
          <tr key={day} className="border-t border-line [&>*]:px-4 [&>*]:py-1.5">
            <th scope="row" className="text-left font-normal">
              {formatDay(day)}
            </th>
            <td>{formatCount(calls)}</td>
            <td>{formatCount(failed)}</td>
            <td>{formatCount(fuel)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </details>
)
