import type { JobLine, JobLineKind, JobReason, JobSummary } from '@grantry/contract'
import { count, formatBytes, formatDuration, formatWhole } from './format.ts'
import { printable, printableRecord } from './printable.ts'
import { outputColors } from './terminal.ts'

/** `running`, or `running, about to pause` while what was asked for is still to come. */
export const stateText = ({ state, requested }: JobSummary): string =>
  requested === null ? state : `${state}, about to ${requested}`

/** `42%`; nothing for a job that has not said how far it is. */
export const percentText = ({ progress }: JobSummary): string =>
  progress === null ? '' : `${Math.floor(progress * 100)}%`

/** One line of what extensions write as they like. */
export const oneLine = (text: string): string => printable(text).replaceAll('\n', ' ')

export const reasonText = ({ code, message }: JobReason): string => `${oneLine(message)} (${code})`

/** `37 items`, `1.2 MiB`, `3 warnings`: of those that there are. */
export function amountTexts({ counters, warningCount, errorCount }: JobSummary): string[] {
  const { items, bytes } = counters
  return [
    ...(items === '0' ? [] : [items === '1' ? '1 item' : `${formatWhole(items)} items`]),
    ...(bytes === '0' ? [] : [formatBytes(Number(bytes))]),
    ...(warningCount === 0 ? [] : [count(warningCount, 'warning')]),
    ...(errorCount === 0 ? [] : [count(errorCount, 'error')]),
  ]
}

/** How long a job took, or has taken so far; null before its first run. */
export function durationText({ startedAt, endedAt }: JobSummary): string | null {
  if (startedAt === null) return null
  const end = endedAt === null ? Date.now() : Date.parse(endedAt)
  return formatDuration(end - Date.parse(startedAt))
}

const KIND_COLORS: Record<JobLineKind, (text: string) => string> = {
  log: outputColors.cyan,
  warning: outputColors.yellow,
  error: outputColors.red,
}

export const lineText = ({ at, kind, message }: JobLine): string =>
  `${outputColors.dim(at)} ${KIND_COLORS[kind](kind.padEnd(7))} ${printableRecord(message)}`
