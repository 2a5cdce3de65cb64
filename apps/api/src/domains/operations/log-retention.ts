import type { LogLine, LogsRepository } from './logs.repository.ts'

/** Lines of its log that an install keeps. */
const KEPT_LINES = 10_000
/** New lines of an install after which the old ones are looked at. */
const PRUNE_EVERY = 1_000

/** Keeps a talkative guest from filling the database: its oldest lines go, a thousand at a time. */
export class LogRetention {
  private readonly written = new Map<string, number>()

  constructor(private readonly repository: LogsRepository) {}

  /** Called with lines that have just been written; the first of each install since the start are looked at, too. */
  async after(lines: readonly LogLine[]): Promise<void> {
    const installs = new Map(lines.map(({ installId, workspaceId }) => [installId, workspaceId]))
    for (const [installId, workspaceId] of installs) {
      const added = lines.filter((line) => line.installId === installId).length
      const count = (this.written.get(installId) ?? PRUNE_EVERY) + added
      this.written.set(installId, count < PRUNE_EVERY ? count : 0)
      if (count < PRUNE_EVERY) continue
      await this.repository.prune(workspaceId, installId, KEPT_LINES)
    }
  }
}
