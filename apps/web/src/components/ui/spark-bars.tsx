/** Units of the picture; it is stretched to the room there is. */
const HEIGHT = 32
const GAP = 0.25
/** So that little is not taken for nothing. */
const LEAST = 1.5

export interface SparkBar {
  /** When, in words. */
  at: string
  value: number
  /** How the value is told. */
  text: string
  /** The part of it that went wrong. */
  failed?: number
}

interface SparkBarsProps {
  /** What the picture shows, in a sentence: it is all that a reader of the screen hears. */
  label: string
  /** Oldest first. */
  bars: readonly SparkBar[]
  className?: string
}

/** A small picture of how something went over time; the highest bar fills it. */
export function SparkBars({ label, bars, className = 'h-10 w-full' }: SparkBarsProps) {
  const highest = Math.max(0, ...bars.map(({ value }) => value))
  const heightOf = (value: number) => (value === 0 ? 0 : Math.max((value / highest) * HEIGHT, LEAST))
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${bars.length} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={className}
    >
      <rect x={0} y={HEIGHT - 0.5} width={bars.length} height={0.5} className="fill-line" />
      {bars.map(({ at, value, text, failed = 0 }, index) => (
        <g key={at}>
          <title>{`${at}: ${text}`}</title>
          <rect x={index} y={0} width={1} height={HEIGHT} className="fill-transparent" />
          <rect {...barAt(index, heightOf(value))} className="fill-accent" />
          {failed > 0 && <rect {...barAt(index, heightOf(Math.min(failed, value)))} className="fill-high" />}
        </g>
      ))}
    </svg>
  )
}

const barAt = (index: number, height: number) => ({
  x: index + GAP / 2,
  y: HEIGHT - height,
  width: 1 - GAP,
  height,
})
