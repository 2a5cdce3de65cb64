import { createContext, platformError, type Context } from './context.ts'
import type { HostPort, JobPort } from './host-port.ts'
import type { StateKeeper } from './state-keeper.ts'

/** What a job can do: all that a query can, and what follows. */
export interface JobContext<Params = unknown> extends Omit<Context, 'log'> {
  /** UUID of the job, the same in all its runs. */
  readonly id: string
  readonly params: Params
  /** Lines of the job's own log; its functions write to the install's log, as in a query. */
  readonly log: ((message: string) => void) & Context['log']
  /** How far the job is, from 0 to 1, for everybody who watches. */
  progress(fraction: number, message?: string): Promise<void>
  /**
   * Saves the state as it is now, with all that was counted and reported until now. True once it is durable; false when
   * it could not be kept, and then the last one still stands. Not more than 4 MiB of JSON.
   */
  checkpoint(): Promise<boolean>
  /**
   * Whether the job is to stop: somebody pauses or cancels it, or the server is going to end. Then the state has been
   * saved, and `run` should return: `if (await ctx.interrupted()) return`. Ask often, between two pieces of work.
   */
  interrupted(): Promise<boolean>
  /** Something that people should know; the job goes on. */
  warn(message: string): void
  /** Something that failed without ending the job, for instance one of its items. */
  error(message: string): void
  /** Adds to the items done, 1 by default. */
  items(count?: number | bigint): void
  /** Adds to the bytes done. */
  bytes(count: number | bigint): void
  /**
   * Dispatches a child, and gives its id. The type is `extension:name`, or the bare name of one of this extension's jobs.
   * Rejects with a `PlatformError`.
   */
  spawn(jobType: string, params?: unknown): Promise<string>
}

export function createJobContext<Params>(
  port: HostPort,
  job: JobPort,
  { params, state }: { params: Params; state: StateKeeper },
): JobContext<Params> {
  const context = createContext(port)
  return {
    ...context,
    id: job.id,
    params,
    log: Object.assign((message: string) => job.log(message), context.log),
    async progress(fraction, message) {
      await job.progress(fraction, message)
    },
    checkpoint: () => state.save(),
    async interrupted() {
      const interrupt = await job.checkInterrupt()
      if (interrupt !== null) await state.saveForInterrupt()
      return interrupt !== null
    },
    warn: (message) => job.warn(message),
    error: (message) => job.error(message),
    items: (count = 1) => job.items(count),
    bytes: (count) => job.bytes(count),
    async spawn(jobType, params = {}) {
      try {
        return (await job.spawn(jobType, params)).job_id
      } catch (cause) {
        throw platformError('job.spawn', cause)
      }
    },
  }
}
