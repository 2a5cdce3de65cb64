import type { JobSummary } from '@grantry/contract'
import { describe, expect, it } from 'vitest'
import { childrenNote, controlsFor, elapsedMs, explain, milestone, standing, traceOf } from './job-words.ts'

const now = Date.parse('2026-11-21T12:00:00Z')
const none = { total: 0, queued: 0, running: 0, paused: 0, completed: 0, failed: 0, cancelled: 0 }

const job = (part: Partial<JobSummary>): JobSummary =>
  ({
    state: 'running',
    requested: null,
    reason: null,
    progress: null,
    message: null,
    errorCount: 0,
    attempts: 1,
    maxAttempts: 5,
    children: none,
    resumable: true,
    startedAt: '2026-11-21T11:56:40Z',
    endedAt: null,
    nextAttemptAt: null,
    ...part,
  }) as JobSummary

describe('what can be done with a job', () => {
  it.each([
    ['queued', 'pause, cancel'],
    ['running', 'pause, cancel'],
    ['paused', 'resume, cancel'],
    ['failed', 'retry'],
    ['completed', ''],
    ['cancelled', ''],
  ] as const)('%s: %s', (state, commands) => {
    expect(
      controlsFor({ state, requested: null })
        .map(({ command }) => command)
        .join(', '),
    ).toBe(commands)
  })

  it('lets one that is about to pause be cancelled, and nothing be done with one that is about to be cancelled', () => {
    expect(controlsFor({ state: 'running', requested: 'pause' })).toEqual([
      { command: 'pause', status: 'asked' },
      { command: 'cancel', status: 'ready' },
    ])
    expect(controlsFor({ state: 'running', requested: 'cancel' })).toEqual([{ command: 'cancel', status: 'asked' }])
  })
})

describe('where a job stands', () => {
  it('is what it said last, while it runs', () => {
    expect(standing(job({ message: 'Read 3 of 10' }), now)).toBe('Read 3 of 10')
  })

  it('is what was asked of it, until it heeds', () => {
    expect(standing(job({ message: 'Read 3 of 10', requested: 'pause' }), now)).toMatch(/^Pauses/)
  })

  it('is when it is tried again, after a failed attempt', () => {
    expect(standing(job({ state: 'queued', nextAttemptAt: '2026-11-21T12:00:20Z' }), now)).toMatch(/in 20 s$/)
  })

  it('is how long it took and how often it erred, once it has completed', () => {
    const ended = job({ state: 'completed', endedAt: '2026-11-21T12:00:00Z', errorCount: 2 })
    expect(standing(ended, now)).toBe('Completed in 3 min 20 s, with 2 errors')
  })
})

describe('the explanation of a job', () => {
  const reason = { code: 'guest_trap', message: 'The guest stopped with a trap.' }

  it('is not needed while it runs or when it has completed', () => {
    expect([explain(job({}), now), explain(job({ state: 'completed' }), now)]).toEqual([null, null])
  })

  it('says why it failed, after how many attempts, and what another one does', () => {
    expect(explain(job({ state: 'failed', attempts: 5, reason, resumable: false }), now)).toEqual({
      tone: 'error',
      title: 'Failed after 5 attempts',
      sentences: [reason.message, 'Tried again, it starts from the beginning.'],
    })
  })

  it('tells a pause by the platform from one by a person', () => {
    expect(explain(job({ state: 'paused', reason }), now)?.title).toBe('Paused by the platform')
    const asked = { code: 'requested', message: 'It was paused on request.' }
    expect(explain(job({ state: 'paused', reason: asked }), now)).toEqual({
      tone: 'info',
      title: 'Paused',
      sentences: ['Resumed, it goes on from its last checkpoint.'],
    })
  })
})

describe('what becomes of the children', () => {
  const children = { ...none, total: 4, running: 1, queued: 1, completed: 2 }

  it('is told of those that have not ended', () => {
    expect(childrenNote('cancel', { children })).toBe('Its 2 open child jobs are cancelled as well.')
    expect(childrenNote('pause', { children })).toBe('Its 2 open child jobs go on.')
  })

  it('is not told where there is none', () => {
    expect(childrenNote('cancel', { children: { ...none, total: 1, completed: 1 } })).toBeNull()
  })
})

it('tells a reader a quarter at a time', () => {
  const heard = [0.01, 0.24, 0.25, 0.49, 0.5, 0.99].map((progress) => milestone(job({ progress }), 'Running'))
  expect(new Set(heard)).toEqual(
    new Set(['Running', 'Running, 25 percent', 'Running, 50 percent', 'Running, 75 percent']),
  )
})

it('counts the time from the first run to the end', () => {
  expect(elapsedMs({ startedAt: null, endedAt: null }, now)).toBeNull()
  expect(elapsedMs({ startedAt: '2026-11-21T11:59:00Z', endedAt: null }, now)).toBe(60_000)
  expect(elapsedMs({ startedAt: '2026-11-21T11:59:00Z', endedAt: '2026-11-21T11:59:02Z' }, now)).toBe(2_000)
})

it('keeps the place in the code apart from the sentence', () => {
  const reason = { code: 'guest_error', message: 'The guest threw an error: Error: full.\n    at scan (main.js:1)' }
  const failed = job({ state: 'failed', reason })
  expect(standing(failed, now)).toBe('The guest threw an error: Error: full.')
  expect(traceOf(failed)).toBe('    at scan (main.js:1)')
  expect(traceOf(job({}))).toBeNull()
})
