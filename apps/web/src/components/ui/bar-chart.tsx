import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { readerLocale } from '../../lib/locale.ts'
import { useColorScheme } from '../../lib/theme.ts'

const HEIGHT_PX = 190
const HALF_DAY_S = 43_200

/** A day in UTC, and what is to be drawn of it. */
export interface Bar {
  day: string
  value: number
}

interface BarChartProps {
  title: string
  /** Every day of the span, oldest first. The same array for as long as nothing has changed. */
  bars: readonly Bar[]
  /** How a value is written beside its line. */
  format: (value: number) => string
}

/** A bar for each day. The picture is for the eye alone: a table beside it says the same. */
export function BarChart({ title, bars, format }: BarChartProps) {
  const frame = useRef<HTMLDivElement>(null)
  const scheme = useColorScheme()
  useEffect(() => {
    const target = frame.current
    if (target === null) return
    const data: uPlot.AlignedData = [bars.map(({ day }) => Date.parse(day) / 1000), bars.map(({ value }) => value)]
    const chart = new uPlot(chartOptions(target, format), data, target)
    const resized = new ResizeObserver(() => chart.setSize({ width: target.clientWidth, height: HEIGHT_PX }))
    resized.observe(target)
    return () => {
      resized.disconnect()
      chart.destroy()
    }
  }, [bars, format, scheme])
  return (
    <figure className="sheet min-w-0 p-4">
      <figcaption className="mb-2 text-sm font-medium text-ink-muted">{title}</figcaption>
      <div ref={frame} role="img" aria-label={`${title}, in the table below`} className="h-47.5 overflow-hidden" />
    </figure>
  )
}

/** Colours of the theme, read as the browser resolved them: a canvas knows no light-dark(). */
function chartOptions(target: HTMLElement, format: (value: number) => string): uPlot.Options {
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
      { ...axis, size: 56, values: (_, values) => values.map(format) },
    ],
  }
}

const shortDay = (ms: number): string =>
  new Date(ms).toLocaleDateString(readerLocale(), { day: 'numeric', month: 'short', timeZone: 'UTC' })
