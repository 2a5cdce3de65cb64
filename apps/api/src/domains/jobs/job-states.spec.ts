import { ENDED_JOB_STATES, JOB_STATES, type JobState } from '@grantry/contract'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DomainError } from '../../kernel/domain-error.ts'
import { JOB_COMMANDS, JOB_TRANSITIONS, type JobRequest, requireEffect, type RunEnd, stateAfter } from './job-states.ts'

const ENDS: RunEnd[] = ['completed', 'interrupted', 'failed', 'failed for now', 'node ends', 'halted', 'removed']
const states = fc.constantFrom(...JOB_STATES)
const commands = fc.constantFrom(...JOB_COMMANDS)
const requests = fc.constantFrom<JobRequest | null>(null, 'pause', 'cancel')
const ends = fc.constantFrom(...ENDS)
const attempts = fc.constantFrom<'left' | 'used up'>('left', 'used up')

describe('the states of a job', () => {
  it('can all be reached', () => {
    const reached = new Set<JobState>(['queued'])
    for (const state of reached) JOB_TRANSITIONS[state].forEach((next) => reached.add(next))
    expect([...reached].toSorted()).toEqual([...JOB_STATES].toSorted())
  })

  it('can all be left for an end, and an end is left by a retry of what failed alone', () => {
    for (const state of JOB_STATES) {
      const isEnd = ENDED_JOB_STATES.includes(state)
      expect(JOB_TRANSITIONS[state].length > 0, state).toBe(!isEnd || state === 'failed')
    }
    expect(JOB_TRANSITIONS.failed).toEqual(['queued'])
  })
})

/** What a job is told and what becomes of its runs, in any order. */
type Step =
  | { kind: 'command'; command: (typeof JOB_COMMANDS)[number] }
  | { kind: 'claim' }
  | { kind: 'end'; end: RunEnd; attempts: 'left' | 'used up' }

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('command' as const), command: commands }),
  fc.record({ kind: fc.constant('claim' as const) }),
  fc.record({ kind: fc.constant('end' as const), end: ends, attempts }),
)

interface Model {
  state: JobState
  requested: JobRequest | null
}

function take({ state, requested }: Model, step: Step): Model {
  if (step.kind === 'claim') return state === 'queued' ? { state: 'running', requested: null } : { state, requested }
  if (step.kind === 'end')
    return state === 'running'
      ? { state: stateAfter(step.end, requested, step.attempts), requested: null }
      : { state, requested }
  try {
    const effect = requireEffect(step.command, state, requested)
    return effect.kind === 'request' ? { state, requested: effect.request } : { state: effect.to, requested: null }
  } catch (error) {
    expect(error).toBeInstanceOf(DomainError)
    expect((error as DomainError).kind).toBe('conflict')
    return { state, requested }
  }
}

describe('whatever happens to a job, in whichever order', () => {
  it('it only goes where there is a transition, and something is requested of a running job alone', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 40 }), (all) => {
        let job: Model = { state: 'queued', requested: null }
        for (const step of all) {
          const next = take(job, step)
          if (next.state !== job.state) expect(JOB_TRANSITIONS[job.state]).toContain(next.state)
          if (next.requested !== null) expect(next.state).toBe('running')
          job = next
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('a job that was asked to cancel never runs again, and ends', () => {
    fc.assert(
      fc.property(ends, attempts, (end, left) => {
        expect(stateAfter(end, 'cancel', left)).toBe(end === 'completed' ? 'completed' : 'cancelled')
      }),
    )
  })

  it('a job that was asked to pause is not queued again', () => {
    for (const end of ENDS)
      for (const left of ['left', 'used up'] as const) expect(stateAfter(end, 'pause', left)).not.toBe('queued')
  })

  it('what has no attempts left does not go on failing', () => {
    expect(stateAfter('failed for now', null, 'used up')).toBe('failed')
    expect(stateAfter('failed for now', null, 'left')).toBe('queued')
  })

  it('a cancel is not taken back by a pause', () => {
    expect(() => requireEffect('pause', 'running', 'cancel')).toThrow('about to be cancelled')
  })

  it('a refusal has one code for one cause', () => {
    fc.assert(
      fc.property(commands, states, requests, (command, state, requested) => {
        try {
          requireEffect(command, state, state === 'running' ? requested : null)
        } catch (error) {
          expect((error as DomainError).code).toMatch(/^job_(ended|cancelling|pausing|paused|not_paused|not_failed)$/)
        }
      }),
    )
  })
})
