import { Cron } from 'croner'
import cronstrue from 'cronstrue'

/** What a cron expression means, or why it means nothing. */
export type CronReading = { sentence: string; next: Date[] } | { field: 'cron' | 'timezone'; fault: string }

const SHOWN_TIMES = 3

/** Five fields in a time zone, in words and with the next times; the server has the last word on both. */
export function readCron(text: string, timezone: string, now: Date): CronReading {
  const expression = text.trim().split(/\s+/).join(' ')
  if (expression.split(' ').length !== 5)
    return { field: 'cron', fault: 'Five fields: minute, hour, day of month, month, day of week.' }
  if (!isTimezone(timezone)) return { field: 'timezone', fault: 'A time zone is a name such as Europe/Berlin or UTC.' }
  try {
    const next = new Cron(expression, { mode: '5-part', timezone, paused: true }).nextRuns(SHOWN_TIMES, now)
    if (next.length === 0) return { field: 'cron', fault: 'It never comes due.' }
    return { sentence: cronSentence(expression), next }
  } catch (error) {
    return { field: 'cron', fault: sentenceOf(error) }
  }
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** `30 6 * * 1-5` → At 06:30, Monday through Friday; the expression itself when it has no words. */
export function cronSentence(expression: string): string {
  try {
    const sentence = cronstrue.toString(expression, { use24HourTimeFormat: true })
    return sentence.startsWith('At ') && expression.endsWith(' * * *') ? `${sentence}, every day` : sentence
  } catch {
    return expression
  }
}

const sentenceOf = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error)

/** What most schedules are. */
export const CRON_PRESETS: Record<string, string> = {
  '0 * * * *': 'Every hour',
  '0 7 * * *': 'Every day at 7:00',
  '0 7 * * 1-5': 'Every weekday at 7:00',
  '0 7 * * 1': 'Every Monday at 7:00',
  '0 7 1 * *': 'The first of every month at 7:00',
}
