import type { Static, TSchema } from 'typebox'
import type { JobContext } from './job-context.ts'

/** What JSON gives back as it was: a state of another type would come back as something else after a pause. */
export type Json<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends
        | ((...values: never[]) => unknown)
        | symbol
        | bigint
        | Date
        | ReadonlyMap<unknown, unknown>
        | ReadonlySet<unknown>
    ? never
    : { [K in keyof T]: Json<T[K]> }

interface JobSpec<Params extends TSchema, State> {
  /** A few words for a button or a heading. */
  title?: string
  /** What it does, in a sentence or two: people read it before they start the job. */
  description?: string
  /** The platform checks parameters against it before the job is dispatched, and makes a form from it. */
  params?: Params
  /**
   * What a new job begins with: an object that `run` changes in place and `ctx.checkpoint()` saves. A job without a state
   * begins from nothing each time.
   */
  state?: () => State
  /**
   * The work, from the state where it was left. It may be ended at any moment and called again, elsewhere, with the state
   * of the last checkpoint: what was done since then is done again.
   *
   * @throws JobFailed to fail for good, with a sentence for people; after anything else the platform tries the job again,
   * some times
   */
  run(ctx: JobContext<Static<Params>>, state: State): void | Promise<void>
}

export interface Job<Params extends TSchema = TSchema, State = unknown> extends JobSpec<Params, State> {
  readonly type: 'job'
  /** When it is given, the key under which the extension lists the job must be the same. */
  readonly name?: string
}

/** Work that takes longer than a call may: it reports progress, survives crashes, and can be paused and cancelled. */
export function job<Params extends TSchema, State extends object>(spec: Stateful<Params, State>): Job<Params, State>
export function job<Params extends TSchema>(spec: Stateless<Params>): Job<Params, null>
export function job<Params extends TSchema, State extends object>(
  name: string,
  spec: Stateful<Params, State>,
): Job<Params, State>
export function job<Params extends TSchema>(name: string, spec: Stateless<Params>): Job<Params, null>
export function job(...given: [JobSpec<TSchema, unknown>] | [string, JobSpec<TSchema, unknown>]): Job {
  return given.length === 1 ? { ...given[0], type: 'job' } : { ...given[1], type: 'job', name: given[0] }
}

type Stateful<Params extends TSchema, State> = JobSpec<Params, State> & { state: () => Json<State> }
type Stateless<Params extends TSchema> = Omit<JobSpec<Params, null>, 'state'> & { state?: undefined }

export type Jobs = Readonly<Record<string, Job>>
