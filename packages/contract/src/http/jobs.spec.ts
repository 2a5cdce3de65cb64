import { describe, expect, it } from 'vitest'
import { dispatchJobSchema, ENDED_JOB_STATES, JOB_STATES, jobQuerySchema } from './jobs.ts'
import { createScheduleSchema, updateScheduleSchema } from './schedules.ts'

describe('a dispatch', () => {
  it('names a job in full and has any JSON as parameters', () => {
    for (const params of [undefined, null, 5, 'text', [], { a: [1] }])
      expect(dispatchJobSchema.parse({ jobType: 'finance:email_scan', params })).toEqual({
        jobType: 'finance:email_scan',
        ...(params !== undefined && { params }),
      })
  })

  it.each(['email_scan', 'finance:', ':email_scan', 'finance:*', 'query:finance:scan.v1', 'Finance:scan', 'a:b:c'])(
    'does not name %s',
    (jobType) => {
      expect(dispatchJobSchema.safeParse({ jobType }).success).toBe(false)
    },
  )
})

it('knows which states are ends', () => {
  expect(JOB_STATES.filter((state) => !ENDED_JOB_STATES.includes(state))).toEqual(['queued', 'running', 'paused'])
})

it('lists the children of a job, or what nobody spawned', () => {
  const id = '0192f2a4-6b1c-7000-8000-000000000001'
  expect(jobQuerySchema.parse({ parent: id }).parent).toBe(id)
  expect(jobQuerySchema.parse({ parent: 'none' }).parent).toBe('none')
  expect(jobQuerySchema.safeParse({ parent: 'all' }).success).toBe(false)
})

describe('a schedule', () => {
  const schedule = { jobType: 'finance:email_scan', cron: '30 6 * * 1-5' }

  it('is in UTC when nothing else is said', () => {
    expect(createScheduleSchema.parse(schedule).timezone).toBe('UTC')
    expect(createScheduleSchema.parse({ ...schedule, timezone: 'Europe/Berlin' }).timezone).toBe('Europe/Berlin')
  })

  it.each([
    ['six fields', { cron: '0 30 6 * * 1-5' }],
    ['no field', { cron: '' }],
    ['a time zone that is none', { timezone: 'Europe/Atlantis' }],
    ['a name with a line break', { name: 'a\nb' }],
  ])('is refused with %s', (_, fields) => {
    expect(createScheduleSchema.safeParse({ ...schedule, ...fields }).success).toBe(false)
  })

  it('is changed in something', () => {
    expect(updateScheduleSchema.safeParse({}).success).toBe(false)
    expect(updateScheduleSchema.parse({ state: 'paused' })).toEqual({ state: 'paused' })
  })
})
