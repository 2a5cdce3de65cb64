import type { DispatchJob, JobEvent, JobLineKind, JobState, WorkspaceJobEvent } from '@grantry/contract'
import { followEvents, type Following } from './events.ts'
import { path } from './path.ts'
import type { Transport } from './transport.ts'

export interface JobSearch {
  state?: JobState
  /** `ext:name` */
  jobType?: string
  /** Id of an install. */
  install?: string
  /** Id of a job, for its children; `none` for the jobs that nobody spawned. */
  parent?: string
  limit?: number
  cursor?: string
}

export interface JobLineSearch {
  kind?: JobLineKind
  order?: 'newest' | 'oldest'
  limit?: number
  cursor?: string
}

/** Jobs of a workspace: dispatched, watched, paused, resumed, cancelled. */
export const jobsResource = (transport: Transport) => {
  const { json } = transport
  const change = (verb: string) => (workspace: string, job: string) =>
    json({ method: 'POST', path: `${path`/v1/workspaces/${workspace}/jobs/${job}`}/${verb}` }, 'Job')
  return {
    /** What can be dispatched in the workspace now. */
    types: (workspace: string) =>
      json({ method: 'GET', path: path`/v1/workspaces/${workspace}/job-types` }, 'JobTypeList'),
    dispatch: (workspace: string, body: DispatchJob) =>
      json({ method: 'POST', path: path`/v1/workspaces/${workspace}/jobs`, body }, 'Job'),
    /** Newest first. */
    list: (workspace: string, { state, jobType, install, parent, limit, cursor }: JobSearch = {}) => {
      const query = { state, jobType, install, parent, limit, cursor }
      return json({ method: 'GET', path: path`/v1/workspaces/${workspace}/jobs`, query }, 'JobPage')
    },
    get: (workspace: string, job: string) =>
      json({ method: 'GET', path: path`/v1/workspaces/${workspace}/jobs/${job}` }, 'Job'),
    children: (workspace: string, job: string, query: { limit?: number; cursor?: string } = {}) =>
      json({ method: 'GET', path: path`/v1/workspaces/${workspace}/jobs/${job}/children`, query }, 'JobPage'),
    /** Warnings, non-critical errors and log lines, newest first unless asked otherwise. */
    logs: (workspace: string, job: string, { kind, order, limit, cursor }: JobLineSearch = {}) => {
      const query = { kind, order, limit, cursor }
      return json({ method: 'GET', path: path`/v1/workspaces/${workspace}/jobs/${job}/logs`, query }, 'JobLinePage')
    },
    /** A running job pauses once it has saved its state; until then `requested` says so. */
    pause: change('pause'),
    resume: change('resume'),
    /** Its children are cancelled with it. */
    cancel: change('cancel'),
    /** Of a failed job; it goes on from its last checkpoint, with all its attempts and its fuel again. */
    retry: change('retry'),
    /**
     * What happens to a job, live: a snapshot, then changes, until it has ended, the signal aborts or the loop is left. A
     * broken connection is taken up again. Throws a `ProblemError` when the server refuses.
     */
    watch: (workspace: string, job: string, following: Following = {}): AsyncGenerator<JobEvent> => {
      const source = { path: path`/v1/workspaces/${workspace}/jobs/${job}/events` }
      return followEvents(transport, source, 'JobEvent', following, ({ event }) => event === 'end')
    },
    /** Changes of all jobs of the workspace, without an end. After each `ready` they should be listed anew. */
    watchAll: (workspace: string, following: Following = {}): AsyncGenerator<WorkspaceJobEvent> => {
      const source = { path: path`/v1/workspaces/${workspace}/jobs/events` }
      return followEvents(transport, source, 'WorkspaceJobEvent', following, () => false)
    },
  }
}
