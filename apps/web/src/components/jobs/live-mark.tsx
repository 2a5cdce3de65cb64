import { classes } from '../ui/class-names.ts'
import type { Connection } from '../../lib/use-stream.ts'

/** `connecting` says the same as `live`: it passes before anybody has read it. */
const WORDS: Record<Connection, string> = {
  connecting: 'Live',
  live: 'Live',
  lost: 'Connecting again…',
  refused: 'Not live: reload to see news',
  over: 'Ended',
}

/** Whether what is shown follows what happens. */
export const LiveMark = ({ connection }: { connection: Connection }) => (
  <p className="flex items-center gap-2 text-sm text-ink-muted">
    <span
      aria-hidden="true"
      className={classes(
        'size-2 rounded-full',
        connection === 'live' || connection === 'connecting' ? 'bg-low motion-safe:animate-pulse' : 'bg-line-strong',
      )}
    />
    {WORDS[connection]}
  </p>
)
