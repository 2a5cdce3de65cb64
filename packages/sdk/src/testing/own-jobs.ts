import { findUnstorable, JOB_LIMITS, qualifiedJobSchema, qualifiedName } from '@grantry/contract'
import type { Job, Jobs } from '../guest/define-job.ts'
import { Refusal } from './refusal.ts'
import { completeValue } from './schema-check.ts'

/** The jobs of the extension under test, by the names under which they are dispatched. */
export class OwnJobs {
  readonly #extension: string
  readonly #jobs: ReadonlyMap<string, Job>

  constructor(extension: string, jobs: Jobs) {
    this.#extension = extension
    this.#jobs = new Map(Object.entries(jobs).map(([name, job]) => [qualifiedName(extension, name), job]))
  }

  /** The type that a job is meant by: a bare name is one of this extension's. Throws an `invalid_input` refusal. */
  typeOf(given: string): string {
    const parsed = qualifiedJobSchema.safeParse(given.includes(':') ? given : qualifiedName(this.#extension, given))
    if (parsed.success) return parsed.data
    throw new Refusal('invalid_input', `The input is not right: ${parsed.error.issues[0]?.message}`)
  }

  /**
   * The parameters that a job begins with. Of other extensions' jobs nothing is known here: theirs are taken as given.
   * Throws for `unknown_job` and `invalid_params`.
   */
  completeParams(jobType: string, given: unknown): unknown {
    const job = this.#jobs.get(jobType)
    if (job === undefined && jobType.startsWith(`${this.#extension}:`))
      throw new Refusal('unknown_job', `Unknown job: ${jobType}`)
    const params = job?.params === undefined ? given : completeValue('invalid_params', jobType, job.params, given)
    requireStorable(params)
    return params
  }
}

function requireStorable(params: unknown): void {
  const isTooLarge = Buffer.byteLength(JSON.stringify(params)) > JOB_LIMITS.paramsBytes
  const tooLarge = `Parameters may have at most ${JOB_LIMITS.paramsBytes} bytes of JSON`
  const fault = findUnstorable(params) ?? (isTooLarge ? tooLarge : null)
  if (fault !== null) throw new Refusal('invalid_params', `The parameters are not right: ${fault}`)
}
