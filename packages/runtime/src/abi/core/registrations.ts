import type { GuestDescription } from '../../guest-description.ts'
import { errorReply } from '../abi.ts'

type Declared = Pick<GuestDescription, 'operations' | 'jobs'>

/**
 * What a guest registers while `plugin_init` runs. It can register what its manifest declares, once each, and nothing
 * else: names, types and exports come from the manifest, so that what an admin reviewed and a person consented to is
 * what there is.
 */
export class Registrations {
  readonly #declared: Declared
  readonly #taken = new Set<object>()
  #failure: string | null = null
  #closed = false

  constructor(declared: Declared) {
    this.#declared = declared
  }

  /** Why the load must fail whatever `plugin_init` returns; null when nothing stands in the way. */
  get failure(): string | null {
    return this.#failure
  }

  /** `plugin_init` is over: nothing more can be registered. */
  close(): void {
    this.#closed = true
  }

  /** `extension.register_operation` with `{method, export_fn, operation_type}`. Replies JSON. */
  registerOperation(payload: string): string {
    const { method, export_fn: exportName, operation_type: type } = parseObject(payload)
    const declared = this.#declared.operations.find((candidate) => isSpelling(candidate, method))
    if (declared === undefined) return refusalOfName('operation', method)
    if (declared.type !== type || declared.export !== exportName)
      return errorReply('undeclared', `The manifest declares ${declared.name} with another type or export`)
    return this.#take(declared) ?? JSON.stringify({ method: declared.spellings.at(-1) })
  }

  /** `extension.register_job` with `{job_name, export_fn, resumable}`. Replies JSON. */
  registerJob(payload: string): string {
    const { job_name: name, export_fn: exportName, resumable } = parseObject(payload)
    return (
      this.#takeJob(name, exportName, resumable) ?? JSON.stringify({ job_name: this.#jobOf(name)?.spellings.at(-1) })
    )
  }

  /** The import `register_job`: like {@link registerJob}, and a refusal fails the load. 0 ok, 1 refused. */
  importJob(name: string, exportName: string, resumable: number): 0 | 1 {
    const refusal = this.#takeJob(name, exportName, resumable !== 0)
    if (refusal === null) return 0
    if (!this.#closed) this.#failure ??= `register_job(${JSON.stringify(name)}): ${JSON.parse(refusal).error}`
    return 1
  }

  /** The reply that refuses it; null when the job is registered now. */
  #takeJob(name: unknown, exportName: unknown, resumable: unknown): string | null {
    const declared = this.#jobOf(name)
    if (declared === undefined) return refusalOfName('job', name)
    if (declared.export !== exportName || declared.resumable !== resumable)
      return errorReply(
        'undeclared',
        `The manifest declares ${declared.name} with another export, or resumable otherwise`,
      )
    return this.#take(declared)
  }

  #jobOf(name: unknown): Declared['jobs'][number] | undefined {
    return this.#declared.jobs.find((candidate) => isSpelling(candidate, name))
  }

  #take(declared: { name: string }): string | null {
    if (this.#closed) return errorReply('registration_closed', 'Registering is possible while plugin_init runs')
    if (this.#taken.has(declared)) return errorReply('already_registered', `${declared.name} is registered already`)
    this.#taken.add(declared)
    return null
  }
}

const isSpelling = ({ spellings }: { spellings: readonly string[] }, name: unknown) =>
  spellings.some((spelling) => spelling === name)

/** A name with a colon spells a namespace, and it is not the guest's own. */
const refusalOfName = (what: string, name: unknown) =>
  typeof name === 'string' && name.includes(':')
    ? errorReply('foreign_namespace', `${JSON.stringify(name.slice(0, 200))} is not in this extension's namespace`)
    : errorReply('undeclared', `The manifest declares no such ${what}`)

/** The fields of a JSON object; of anything else, none. */
function parseObject(payload: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(payload)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}
