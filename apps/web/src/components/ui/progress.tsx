interface ProgressProps {
  label: string
  done: number
  total: number
  text: string
}

/** How far something has come. */
export function Progress({ label, done, total, text }: ProgressProps) {
  const percent = total === 0 ? 0 : Math.round((done / total) * 100)
  return (
    <div className="grid gap-2">
      <div className="flex justify-between gap-4 text-sm">
        <span className="font-medium">{label}</span>
        <span className="text-ink-muted tabular-nums">{text}</span>
      </div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={text}
        className="h-2 overflow-hidden rounded-full bg-sunken"
      >
        <div
          className="h-full rounded-full bg-accent transition-[width] duration-120"
          style={{ width: `${percent}%` }}
        />
      </div>
    </div>
  )
}
