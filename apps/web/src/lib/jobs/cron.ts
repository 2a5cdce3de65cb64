import { Cron } from 'croner'
import cronstrue from 'cronstrue'

/** What a cron expression means, or why it means nothing. */
export type CronReading = { sentence: string; next: Date[] } | { fault: string }

const SHOWN_TIMES = 3

/** Five fields in a time zone, in words and with the next times; the server has the last word on both. */
export function readCron(text: string, timezone: string, now: Date): CronReading {
  const expression = text.trim().split(/\s+/).join(' ')
  if (expression.split(' ').length !== 5)
    return { fault: 'Five fields: minute, hour, day of month, month, day of week.' }
  // Taken for the time zone of this computer, which the server does not know.
  if (timezone.trim() === '') return { fault: 'It needs a time zone, such as Europe/Berlin.' }
  try {
    const next = new Cron(expression, { mode: '5-part', timezone, paused: true }).nextRuns(SHOWN_TIMES, now)
    if (next.length === 0) return { fault: 'It never comes due.' }
    return { sentence: cronSentence(expression), next }
  } catch (error) {
    return { fault: sentenceOf(error) }
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
