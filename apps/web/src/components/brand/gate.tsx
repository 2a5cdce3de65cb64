import { bitting } from './bitting.ts'

const BLADES = 11
const WIDTH = 320
const HEIGHT = 250
const CENTRE = WIDTH / 2
const PITCH = 26
const CUT = 15
const BACK = 5
const DEPTH = 2.4

/** Height of the arch above a point of its width. */
const archTop = (x: number): number => 160 - Math.sqrt(Math.max(0, 150 ** 2 - (x - CENTRE) ** 2))

/** A gate of key blades: the picture of the house. Decorative. */
export const Gate = ({ className }: { className?: string }) => (
  <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" className={className}>
    <path d="M10 250V160a150 150 0 0 1 300 0v90Z" fill="var(--color-accent-soft)" />
    {Array.from({ length: BLADES }, (_, index) => (
      <path
        key={index}
        d={blade(CENTRE + (index - (BLADES - 1) / 2) * PITCH, `blade ${index}`)}
        fill="var(--color-accent-line)"
        opacity="0.75"
      />
    ))}
    <path d="M10 250V160a150 150 0 0 1 300 0v90" fill="none" stroke="var(--color-accent-line)" strokeWidth="1.5" />
    <path
      d="M104 260V156a56 56 0 0 1 112 0v104Z"
      fill="var(--color-accent)"
      stroke="var(--color-accent-soft)"
      strokeWidth="8"
    />
    <path
      d="M160 136a20 20 0 0 0-11.2 36.6L142 206h36l-6.8-33.4A20 20 0 0 0 160 136Z"
      fill="var(--color-accent-soft)"
    />
  </svg>
)

/** The outline of a key's blade from the arch down to the ground: a straight back, and cuts joined by slopes. */
function blade(x: number, seed: string): string {
  const top = archTop(x) + 14
  const depths = bitting(seed, Math.ceil((HEIGHT - top) / CUT), 4)
  const edge = depths.flatMap((depth, index) => {
    const reach = x + DEPTH * (depth + 1)
    const y = top + index * CUT
    return [`L${reach} ${y + 4}`, `L${reach} ${y + CUT - 4}`]
  })
  return `M${x - BACK} ${HEIGHT}V${top + 5}L${x} ${top}${edge.join('')}V${HEIGHT}Z`
}
