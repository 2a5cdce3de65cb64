import type { JobLine, JobSummary } from '@grantry/contract'
import { describe, expect, it } from 'vitest'
import { withLines } from '../live-lines.ts'
import { withChanges, type JobFilter } from './live-jobs.ts'

const ALL: JobFilter = { children: 'shown' }

const job = (id: string, part: Partial<JobSummary> = {}): JobSummary =>
  ({ id, state: 'running', parentId: null, createdAt: `2026-11-21T12:00:0${id}Z`, ...part }) as JobSummary

const listOf = <T>(...pages: T[][]) => ({
  pages: pages.map((items, index) => ({ items, nextCursor: index === pages.length - 1 ? null : String(index) })),
  pageParams: pages.map((_, index) => (index === 0 ? null : String(index - 1))),
})
const ids = (list: { pages: { items: { id: string }[] }[] }) => list.pages.map(({ items }) => items.map(({ id }) => id))

describe('a list of jobs', () => {
  const list = listOf([job('5'), job('4')], [job('2')])

  it('shows a job as it has become, where it stands', () => {
    const after = withChanges(list, [job('2', { state: 'completed' })], ALL)
    expect(ids(after)).toEqual([['5', '4'], ['2']])
    expect(after.pages[1]?.items[0]?.state).toBe('completed')
  })

  it('puts new jobs first, the newest on top', () => {
    expect(ids(withChanges(list, [job('6'), job('7')], ALL))).toEqual([['7', '6', '5', '4'], ['2']])
  })

  it('leaves out what no longer belongs, and what never did', () => {
    const filter: JobFilter = { state: 'running', children: 'hidden' }
    const changed = [job('4', { state: 'failed' }), job('6', { parentId: '5' as JobSummary['parentId'] })]
    expect(ids(withChanges(list, changed, filter))).toEqual([['5'], ['2']])
  })

  it('puts a job that belongs later than newer ones at its place', () => {
    const failed = listOf([job('5', { state: 'failed' }), job('2', { state: 'failed' })])
    const changed = [job('4', { state: 'failed' }), job('1', { state: 'failed' })]
    expect(ids(withChanges(failed, changed, { state: 'failed', children: 'shown' }))).toEqual([['5', '4', '2', '1']])
  })

  it('does not take an older job, which belongs on a page that is not here yet, for a new one', () => {
    const [first, last] = list.pages
    const goingOn = { ...list, pages: [first!, { ...last!, nextCursor: '1' }] }
    expect(ids(withChanges(goingOn, [job('3'), job('1')], ALL))).toEqual([
      ['5', '4'],
      ['3', '2'],
    ])
  })

  it('shows the first job of all', () => {
    expect(ids(withChanges(listOf([]), [job('1')], ALL))).toEqual([['1']])
  })
})

describe('a log', () => {
  const line = (id: string): JobLine => ({ id, at: '2026-11-21T12:00:00Z', kind: 'log', run: 1, message: id })

  it('puts new lines first, the newest on top', () => {
    expect(ids(withLines(listOf([line('2'), line('1')]), [line('3'), line('4')]).log)).toEqual([['4', '3', '2', '1']])
  })

  it('takes no line twice', () => {
    const log = listOf([line('2'), line('1')])
    expect(withLines(log, [line('1'), line('2')]).log).toBe(log)
  })

  it('says when it has grown too long', () => {
    const many = Array.from({ length: 501 }, (_, index) => line(String(index + 10)))
    expect([withLines(listOf([line('1')]), many).full, withLines(listOf([line('1')]), [line('2')]).full]).toEqual([
      true,
      false,
    ])
  })
})
