import { JOB_LIMITS, type JobLineKind } from '@grantry/contract'
import type { Batch, Line } from './runs.repository.ts'

const LINES_KEPT = JOB_LIMITS.linesPerKind

/** What a run has said and nobody has written yet. Counters are exact; of many lines the newest are kept. */
export class RunJournal {
  private progress: Batch['progress'] = null
  private items = 0n
  private bytes = 0n
  private warnings = 0
  private errors = 0
  private lines: Line[] = []
  private fuel = 0n
  private changed = false

  get isEmpty(): boolean {
    return !this.changed
  }

  setProgress(fraction: number, message: string): void {
    this.progress = { fraction, message }
    this.changed = true
  }

  add(kind: JobLineKind, message: string, at: Date): void {
    if (kind === 'warning') this.warnings += 1
    if (kind === 'error') this.errors += 1
    this.lines.push({ kind, message, at })
    if (this.lines.length >= 2 * LINES_KEPT) this.lines = this.lines.slice(-LINES_KEPT)
    this.changed = true
  }

  countItems(count: bigint): void {
    this.items += count
    this.changed = true
  }

  countBytes(count: bigint): void {
    this.bytes += count
    this.changed = true
  }

  /** Fuel alone is nothing that anybody waits to see; it is written with the next thing that is. */
  setFuel(fuel: bigint): void {
    this.fuel = fuel
  }

  /** Everything since the last time. */
  take(): Batch {
    const { progress, items, bytes, warnings, errors, lines, fuel } = this
    this.progress = null
    this.items = 0n
    this.bytes = 0n
    this.warnings = 0
    this.errors = 0
    this.lines = []
    this.changed = false
    return { progress, items, bytes, warnings, errors, lines, fuel }
  }
}
