import { formatDay } from '../../lib/format.ts'
import { useTimePlace } from './time-ago.tsx'

/** The day of an instant, for those who read it where they are. */
export function Day({ at }: { at: string }) {
  const place = useTimePlace()
  return (
    <time key={place} suppressHydrationWarning dateTime={at}>
      {formatDay(at)}
    </time>
  )
}
