/** What had been counted at an instant. */
export interface Sample {
  atMs: number
  items: bigint
  bytes: bigint
}

/** In a second. */
export interface Rates {
  items: number
  bytes: number
}

/** Long enough to span the time between two checkpoints of most jobs, short enough to follow a change of pace. */
const WINDOW_MS = 30_000
const SHORTEST_MS = 1_000

/**
 * Adds a sample and forgets what is older than the window. Counts that fall begin anew: after an interruption a job is
 * counted from its last checkpoint.
 */
export function withSample(samples: readonly Sample[], next: Sample): Sample[] {
  const last = samples.at(-1)
  if (last && (next.items < last.items || next.bytes < last.bytes)) return [next]
  return [...samples.filter(({ atMs }) => next.atMs - atMs <= WINDOW_MS), next]
}

/** The pace within the window; null while it is too short to say. */
export function ratesOf(samples: readonly Sample[]): Rates | null {
  const [first] = samples
  const last = samples.at(-1)
  if (!first || !last || last.atMs - first.atMs < SHORTEST_MS) return null
  const seconds = (last.atMs - first.atMs) / 1_000
  return { items: Number(last.items - first.items) / seconds, bytes: Number(last.bytes - first.bytes) / seconds }
}

/** The pace of a job that has ended, over the whole of its time. */
export function meanRates(total: { items: string; bytes: string }, elapsedMs: number): Rates | null {
  if (elapsedMs < SHORTEST_MS) return null
  const seconds = elapsedMs / 1_000
  return { items: Number(total.items) / seconds, bytes: Number(total.bytes) / seconds }
}
