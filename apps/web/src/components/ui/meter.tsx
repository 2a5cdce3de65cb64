import { classes } from './class-names.ts'

interface MeterProps {
  label: string
  /** Between 0 and 1; more than 1 is shown as full. */
  share: number
  /** The value in words, for example `3 of 16 MiB`. */
  text: string
}

/** How much of a limit is used. */
export function Meter({ label, share, text }: MeterProps) {
  const percent = Math.round(Math.min(Math.max(share, 0), 1) * 100)
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuetext={text}
      className="h-1.5 overflow-hidden rounded-full bg-sunken"
    >
      <div
        className={classes('h-full rounded-full', percent > 85 ? 'bg-high' : 'bg-accent')}
        style={{ width: `${percent > 0 ? Math.max(percent, 1.5) : 0}%` }}
      />
    </div>
  )
}
