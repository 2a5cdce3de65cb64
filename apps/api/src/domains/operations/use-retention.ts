import type { UseRecord, UsesRepository } from './uses.repository.ts'

/** Targets of a permission that an install keeps. */
export const KEPT_TARGETS = 100
/** Days, today included, whose counts it keeps. */
export const KEPT_DAYS = 90
/** New uses of an install after which the old ones are looked at. */
const PRUNE_EVERY = 200

/** The first of the days that are kept. */
export function firstKeptDay(now: Date): Date {
  const day = new Date(now)
  day.setUTCHours(0, 0, 0, 0)
  day.setUTCDate(day.getUTCDate() - (KEPT_DAYS - 1))
  return day
}

/** Keeps a restless guest from filling the database: the targets it touched longest ago go. Totals stay complete. */
export class UseRetention {
  private readonly written = new Map<string, number>()

  constructor(private readonly repository: UsesRepository) {}

  /** Called with uses that have just been written; the first of each install since the start are looked at, too. */
  async after(records: readonly UseRecord[], now: Date): Promise<void> {
    const installs = new Map(records.map(({ installId, workspaceId }) => [installId, workspaceId]))
    for (const [installId, workspaceId] of installs) {
      const added = records.filter((record) => record.installId === installId).length
      const count = (this.written.get(installId) ?? PRUNE_EVERY) + added
      this.written.set(installId, count < PRUNE_EVERY ? count : 0)
      if (count < PRUNE_EVERY) continue
      await this.repository.prune(workspaceId, installId, { from: firstKeptDay(now), keep: KEPT_TARGETS })
    }
  }
}
