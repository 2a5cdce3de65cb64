import { expect, it } from 'vitest'
import { CRON_PRESETS, cronSentence, readCron } from './cron.ts'

const now = new Date('2026-11-21T12:00:00Z')
const next = (cron: string, timezone = 'UTC') => {
  const reading = readCron(cron, timezone, now)
  return 'fault' in reading ? reading.fault : reading.next.map((at) => at.toISOString())
}

it('says in words what an expression means', () => {
  expect(cronSentence('30 6 * * 1-5')).toBe('At 06:30, Monday through Friday')
  expect(cronSentence('0 7 * * *')).toBe('At 07:00, every day')
  expect(cronSentence('*/5 * * * *')).toBe('Every 5 minutes')
})

it('tells the next three times, in the time zone', () => {
  expect(next('0 7 * * 1', 'Europe/Berlin')).toEqual([
    '2026-11-23T06:00:00.000Z',
    '2026-11-30T06:00:00.000Z',
    '2026-12-07T06:00:00.000Z',
  ])
})

it('follows the change of the clock', () => {
  const spring = readCron('0 7 * * *', 'Europe/Berlin', new Date('2027-03-27T12:00:00Z'))
  expect('next' in spring && spring.next.slice(0, 2).map((at) => at.toISOString())).toEqual([
    '2027-03-28T05:00:00.000Z',
    '2027-03-29T05:00:00.000Z',
  ])
})

it('comes due on either, when both the day of the month and that of the week are given', () => {
  expect(next('0 0 1 * 1')).toEqual(['2026-11-23', '2026-11-30', '2026-12-01'].map((day) => `${day}T00:00:00.000Z`))
})

it.each(['', '* * * *', '* * * * * *', '61 * * * *', 'soon * * * *', '0 0 31 2 *'])(
  'says what is wrong with “%s”',
  (cron) => {
    expect(readCron(cron, 'UTC', now)).toEqual({ field: 'cron', fault: expect.stringMatching(/\S/) })
  },
)

it.each(['', ' ', 'Middle/Earth'])('says that “%s” is no time zone', (timezone) => {
  expect(readCron('0 7 * * *', timezone, now)).toEqual({ field: 'timezone', fault: expect.stringMatching(/\S/) })
})

it('can read everything it suggests', () => {
  for (const cron of Object.keys(CRON_PRESETS)) expect(next(cron)).toHaveLength(3)
})
