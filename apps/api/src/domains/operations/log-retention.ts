import type { LogLine, LogsRepository } from './logs.repository.ts'

/** Lines of its log that an install keeps. */
const KEPT_LINES = 10_000
/** New lines of an install after which the old ones are looked at. */
const PRUNE_EVERY = 1_000

/** Keeps a talkative guest from filling the database: its oldest lines go, a thousand at a time. */
export class LogRetention {
  private readonly written = new Map<string, { workspaceId: string; lines: number }>()

  constructor(private readonly repository: LogsRepository) {}

  /** Called with lines that have just been written. */
  async after(lines: readonly LogLine[]): Promise<void> {
    for (const { workspaceId, installId } of lines) {
      const count = (this.written.get(installId)?.lines ?? 0) + 1
      this.written.set(installId, { workspaceId, lines: count })
    }
    for (const [installId, { workspaceId, lines: count }] of this.written) {
      if (count < PRUNE_EVERY) continue
      this.written.delete(installId)
      await this.repository.prune(workspaceId, installId, KEPT_LINES)
    }
  }
}
