import { Cron } from 'croner'
import { schedulesErrors } from './schedules.errors.ts'

/**
 * The first moment after `after` at which a cron expression of five fields is due, by the clocks of its time zone.
 * @throws DomainError `invalid_cron`, also for one that is never due
 */
export function nextTick(cron: string, timezone: string, after: Date): Date {
  const next = parse(cron, timezone).nextRun(after)
  if (next === null) throw schedulesErrors.invalidCron('it is never due', null)
  return next
}

function parse(cron: string, timezone: string): Cron {
  try {
    return new Cron(cron, { paused: true, timezone, mode: '5-part' })
  } catch (cause) {
    throw schedulesErrors.invalidCron(cause instanceof Error ? cause.message : 'it cannot be read', cause)
  }
}
