import { bitting } from './bitting.ts'

const BARS = 13
const WIDTH = 320
const HEIGHT = 250
const CENTRE = WIDTH / 2

/** Height of the arch above a point of its width. */
const archTop = (x: number): number => 160 - Math.sqrt(Math.max(0, 150 ** 2 - (x - CENTRE) ** 2))

/** A gate of key blades: the picture of the house. Decorative. */
export const Gate = ({ className }: { className?: string }) => (
  <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" className={className}>
    <path d="M10 250V160a150 150 0 0 1 300 0v90" fill="var(--color-accent-soft)" stroke="var(--color-accent-line)" />
    {Array.from({ length: BARS }, (_, index) => (
      <Blade key={index} x={CENTRE + (index - (BARS - 1) / 2) * 22} seed={`blade ${index}`} />
    ))}
    <path
      fill="var(--color-accent)"
      fillRule="evenodd"
      d="M160 104a52 52 0 0 1 52 52v62a8 8 0 0 1-8 8h-88a8 8 0 0 1-8-8v-62a52 52 0 0 1 52-52Zm0 32a20 20 0 0 0-11.2 36.6L142 204h36l-6.8-31.4A20 20 0 0 0 160 136Z"
    />
  </svg>
)

function Blade({ x, seed }: { x: number; seed: string }) {
  const top = archTop(x) + 14
  const cuts = bitting(seed, Math.floor((HEIGHT - top) / 12), 4)
  return (
    <g fill="var(--color-accent-line)">
      <rect x={x - 3} y={top} width="3" height={HEIGHT - top} />
      {cuts.map((depth, index) => (
        <rect key={index} x={x} y={top + index * 12} width={1 + depth * 1.6} height="12" />
      ))}
    </g>
  )
}
