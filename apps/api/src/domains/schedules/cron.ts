import { Cron } from 'croner'
import { schedulesErrors } from './schedules.errors.ts'

/**
 * The first moment after `after` at which a cron expression of five fields is due, by the clocks of its time zone.
 * @throws DomainError `invalid_cron`, also for one that is never due
 */
export function nextTick(cron: string, timezone: string, after: Date): Date {
  const next = findNext(cron, timezone, after)
  if (next === null) throw schedulesErrors.invalidCron('it is never due', null)
  return next
}

/** The time zone is looked at only when the time is asked for. */
function findNext(cron: string, timezone: string, after: Date): Date | null {
  try {
    return new Cron(cron, { paused: true, timezone, mode: '5-part' }).nextRun(after)
  } catch (cause) {
    throw schedulesErrors.invalidCron(cause instanceof Error ? cause.message : 'it cannot be read', cause)
  }
}
