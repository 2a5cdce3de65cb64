import { describe, expect, it } from 'vitest'
import { concernsOf, type Figures } from './concerns.ts'

const WELL: Figures = {
  disk: { totalBytes: 100, freeBytes: 50 },
  nodes: [],
  jobs: {},
  queue: [{ name: 'mail.queued.mail', waiting: 3, later: 1, failed: 0 }],
  mails: { transport: 'smtp', waiting: 1, failed: 0, sentLastDay: 9 },
  drift: 0,
}
const NODE = {
  name: 'host:1',
  self: true,
  slots: 4,
  running: 0,
  startedAt: '2026-11-21T12:00:00.000Z',
  heartbeatAt: '2026-11-21T12:00:00.000Z',
  alive: true,
}

const codes = (figures: Partial<Figures>) =>
  concernsOf({ ...WELL, ...figures }).map(({ code, level }) => `${level} ${code}`)

describe('what needs attention', () => {
  it('is nothing while all is well', () => {
    expect(codes({})).toEqual([])
  })

  it.each([
    ['a disk that fills up', { disk: { totalBytes: 100, freeBytes: 8 } }, 'warning disk_full'],
    ['a disk that is full', { disk: { totalBytes: 100, freeBytes: 1 } }, 'error disk_full'],
    ['jobs that no server will run', { jobs: { queued: 2 } }, 'error no_job_slots'],
    ['books that differ', { drift: 1 }, 'error books_differ'],
    ['news that piles up', { queue: [{ name: 'a.b', waiting: 1_000, later: 0, failed: 0 }] }, 'warning queue_behind'],
    ['news given up', { queue: [{ name: 'a.b', waiting: 0, later: 0, failed: 1 }] }, 'warning deliveries_failed'],
    ['mails that failed', { mails: { ...WELL.mails, failed: 2 } }, 'warning mails_failed'],
  ])('is %s', (_, figures, concern) => {
    expect(codes(figures)).toEqual([concern])
  })

  it('is not a job that waits for a server which lives', () => {
    expect(codes({ jobs: { queued: 2 }, nodes: [NODE] })).toEqual([])
    expect(codes({ jobs: { queued: 2 }, nodes: [{ ...NODE, alive: false }] })).toEqual(['error no_job_slots'])
  })

  it('has the most urgent first', () => {
    expect(codes({ disk: { totalBytes: 100, freeBytes: 8 }, drift: 2 })).toEqual([
      'error books_differ',
      'warning disk_full',
    ])
  })
})
