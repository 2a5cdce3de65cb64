import type { JobLineKind, JobState } from '@grantry/contract'

/** What a list of jobs shows, and the job that is about to be started. */
export interface JobsSearch {
  state?: JobState
  /** `ext:name` */
  type?: string
  /** Id of an install. */
  install?: string
  children?: 'shown'
  /** `ext:name`, or `any` for none in particular. */
  start?: string
}

const STATES: readonly JobState[] = ['queued', 'running', 'paused', 'completed', 'failed', 'cancelled']
const KINDS: readonly JobLineKind[] = ['log', 'warning', 'error']

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

export const parseJobs = ({ state, type, install, children, start }: Record<string, unknown>): JobsSearch => ({
  state: STATES.find((known) => known === state),
  type: text(type),
  install: text(install),
  children: children === 'shown' ? children : undefined,
  start: text(start),
})

/** The kind of lines of a job's log that are shown; all without one. */
export const parseLines = ({ lines }: Record<string, unknown>): { lines?: JobLineKind } => ({
  lines: KINDS.find((known) => known === lines),
})
