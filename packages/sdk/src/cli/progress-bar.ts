import { noteColors } from './terminal.ts'

const WIDTH = 30

/** A bar with its percentage, for a fraction from 0 to 1; empty and without one when nobody knows how far it is. */
export function progressBar(fraction: number | null): string {
  const filled = Math.floor((fraction ?? 0) * WIDTH)
  const bar = noteColors.cyan('█'.repeat(filled)) + noteColors.dim('░'.repeat(WIDTH - filled))
  const percentage = fraction === null ? '' : `${Math.floor(fraction * 100)}%`
  return `${bar} ${percentage.padStart(4)}`
}
