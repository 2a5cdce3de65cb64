import type { PermissionView } from '@grantry/contract'
import { classes } from '../ui/class-names.ts'

type Risk = PermissionView['risk']

const LEVELS = {
  low: { bars: 1, text: 'Low risk', look: 'text-low', soft: 'bg-low-soft text-low' },
  medium: { bars: 2, text: 'Medium risk', look: 'text-medium', soft: 'bg-medium-soft text-medium' },
  high: { bars: 3, text: 'High risk', look: 'text-high', soft: 'bg-high-soft text-high' },
} as const satisfies Record<Risk, object>

/** One, two or three bars of a gate, so that the level does not rest on its colour. */
const RiskBars = ({ risk }: { risk: Risk }) => (
  <svg viewBox="0 0 14 14" aria-hidden="true" className="size-3.5 shrink-0">
    {[0, 1, 2].map((index) => (
      <rect
        key={index}
        x={1 + index * 4.5}
        y={8 - index * 3.5}
        width="3"
        height={5 + index * 3.5}
        rx="1"
        fill="currentColor"
        opacity={index < LEVELS[risk].bars ? 1 : 0.28}
      />
    ))}
  </svg>
)

/** Risk as a remark in a line of text. */
export const RiskLabel = ({ risk }: { risk: Risk }) => (
  <span
    className={classes('inline-flex items-center gap-1.5 text-xs font-medium whitespace-nowrap', LEVELS[risk].look)}
  >
    <RiskBars risk={risk} />
    {LEVELS[risk].text}
  </span>
)

/** Risk as a badge, where it is what the eye looks for. */
export const RiskBadge = ({ risk }: { risk: Risk }) => (
  <span
    className={classes(
      'inline-flex h-5.5 shrink-0 items-center gap-1.5 rounded-full px-2 text-xs font-medium whitespace-nowrap',
      LEVELS[risk].soft,
    )}
  >
    <RiskBars risk={risk} />
    {LEVELS[risk].text}
  </span>
)
