import type { Schedule } from '@grantry/contract'
import { formatInstant, formatTable } from './format.ts'
import { oneLine, reasonText } from './job-text.ts'

export function schedulesText(schedules: readonly Schedule[]): string {
  if (schedules.length === 0) return 'There are no schedules. Run grantry schedules create'
  const headings = ['id', 'name', 'job', 'cron', 'time zone', 'state', 'next', 'last']
  return formatTable(headings, schedules.map(scheduleRow))
}

const scheduleRow = (schedule: Schedule): string[] => [
  schedule.id,
  oneLine(schedule.name),
  schedule.jobType,
  schedule.cron,
  schedule.timezone,
  schedule.reason === null ? schedule.state : `${schedule.state}: ${reasonText(schedule.reason)}`,
  nextText(schedule),
  lastText(schedule),
]

export const nextText = ({ nextRunAt }: Schedule): string => (nextRunAt === null ? '' : formatInstant(nextRunAt))

function lastText({ last }: Schedule): string {
  if (last === null) return ''
  return [formatInstant(last.at), last.outcome, last.reason === null ? '' : reasonText(last.reason)]
    .filter((part) => part !== '')
    .join(' ')
}
