import type { ReactNode } from 'react'
import { classes } from './class-names.ts'

export type BadgeTone = 'neutral' | 'accent' | 'low' | 'medium' | 'high'

const TONES: Record<BadgeTone, string> = {
  neutral: 'bg-sunken text-ink-muted',
  accent: 'bg-accent-soft text-accent-text',
  low: 'bg-low-soft text-low',
  medium: 'bg-medium-soft text-medium',
  high: 'bg-high-soft text-high',
}

/** A short word about the state of a thing; an icon in it goes before the word. */
export const Badge = ({ tone = 'neutral', children }: { tone?: BadgeTone; children: ReactNode }) => (
  <span
    className={classes(
      'inline-flex h-5.5 shrink-0 items-center gap-1 rounded-full px-2 text-xs font-medium whitespace-nowrap [&_svg]:size-3.5',
      TONES[tone],
    )}
  >
    {children}
  </span>
)
