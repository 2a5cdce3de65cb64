import { CalendarClock } from 'lucide-react'
import { useId } from 'react'
import { CRON_PRESETS, readCron } from '../../lib/jobs/cron.ts'
import { Field, Input, Select } from '../ui/field.tsx'
import { Options } from '../ui/options.tsx'

interface CronFieldProps {
  cron: string
  timezone: string
  errors: { cron: readonly string[]; timezone: readonly string[] }
  onCron: (cron: string) => void
  onTimezone: (timezone: string) => void
}

/** Times in the words of cron, with what they mean and the next of them. */
export function CronField({ cron, timezone, errors, onCron, onTimezone }: CronFieldProps) {
  const zone = timezone.trim()
  const reading = readCron(cron, zone, new Date())
  const faultsOf = (field: 'cron' | 'timezone') =>
    'fault' in reading && reading.field === field ? [reading.fault] : errors[field]
  const zones = useId()
  return (
    <div className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Times">
          {(control) => (
            <Select
              {...control}
              value={cron in CRON_PRESETS ? cron : ''}
              onChange={({ target }) => target.value !== '' && onCron(target.value)}
            >
              <Options list={CRON_PRESETS} />
              <option value="">As written below</option>
            </Select>
          )}
        </Field>
        <Field label="Time zone" errors={faultsOf('timezone')}>
          {(control) => (
            <>
              <Input
                {...control}
                list={zones}
                autoComplete="off"
                spellCheck={false}
                value={timezone}
                onChange={({ target }) => onTimezone(target.value)}
              />
              <datalist id={zones}>
                {Intl.supportedValuesOf('timeZone').map((zone) => (
                  <option key={zone} value={zone} />
                ))}
              </datalist>
            </>
          )}
        </Field>
      </div>
      <Field label="Cron expression" hint="Minute, hour, day of month, month, day of week." errors={faultsOf('cron')}>
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
            value={cron}
            onChange={({ target }) => onCron(target.value)}
          />
        )}
      </Field>
      <div className="flex min-h-28 gap-3 rounded-md bg-sunken px-3.5 py-3">
        <CalendarClock aria-hidden="true" className="mt-0.5 size-4.5 shrink-0 text-ink-faint" />
        {'fault' in reading ? (
          <p className="text-ink-muted">It does not say yet when.</p>
        ) : (
          <div className="grid content-start gap-1">
            <p className="font-medium">{reading.sentence}</p>
            <ul aria-label="Next times" className="text-sm text-ink-muted tabular-nums">
              {reading.next.map((at) => (
                <li key={at.getTime()}>{inZone(at, zone)}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </div>
  )
}

const inZone = (at: Date, timeZone: string): string =>
  at.toLocaleString('en', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  })
