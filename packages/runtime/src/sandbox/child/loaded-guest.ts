import type { PreparedGuest } from '../../abi/abi.ts'
import { prepareGuest } from '../../abi/index.ts'
import type { EngineLibrary } from '../../abi/js/engine-library.ts'
import type { SourcePositions } from '../../abi/js/source-positions.ts'
import { refusalOf } from '../../compile/compile.errors.ts'
import { GuestFault } from '../../faults.ts'
import type { GuestDescription } from '../../guest-description.ts'
import type { Limits } from '../../limits.ts'
import type { RewrittenModule } from '../../rewriting/module-outline.ts'

/** A guest as its sandbox keeps it: its code until the first call comes, and then what was prepared of it. */
export class LoadedGuest {
  readonly description: GuestDescription
  running = 0
  /** From the source map of a bundle that has one. */
  positions: SourcePositions | null = null
  /** Set once no further call will come: runs when the last one has ended. */
  whenIdle: (() => void) | null = null
  /** Null once it has been prepared. */
  #code: { readonly code: Uint8Array; readonly rewritten: RewrittenModule | null } | null
  /** A refusal is kept, because the same code is always refused. */
  #prepared: PreparedGuest | GuestFault | null = null

  /** Of the last call that had its own. */
  #limits: Limits

  constructor(description: GuestDescription, code: Uint8Array) {
    this.description = description
    this.#code = { code, rewritten: null }
    this.#limits = description.limits
  }

  /** Its limits with the bounds of one call, which are mostly those of the last one. */
  limitsWith({ fuel, deadlineMs, hostCalls }: Pick<Limits, 'fuel' | 'deadlineMs' | 'hostCalls'>): Limits {
    const { fuel: lastFuel, deadlineMs: lastDeadlineMs, hostCalls: lastHostCalls } = this.#limits
    const isAsBefore = fuel === lastFuel && deadlineMs === lastDeadlineMs && hostCalls === lastHostCalls
    if (!isAsBefore) this.#limits = { ...this.description.limits, fuel, deadlineMs, hostCalls }
    return this.#limits
  }

  /** Null as long as no call has come that could be run. */
  get prepared(): PreparedGuest | null {
    return this.#prepared instanceof GuestFault ? null : this.#prepared
  }

  /** It is ready to be called, or refused. */
  get isDecided(): boolean {
    return this.#code === null
  }

  /** What the supervisor has made of the module; comes before the first call. */
  takeRewritten(rewritten: RewrittenModule): void {
    if (this.#code !== null) this.#code = { ...this.#code, rewritten }
  }

  /** @throws GuestFault `load_failed` */
  prepare(engines: EngineLibrary): PreparedGuest {
    if (this.#code !== null) this.#prepared = this.#prepareOrRefuse(this.#code, engines)
    this.#code = null
    if (this.#prepared === null) throw new Error('a guest has neither code nor a form that can run')
    if (this.#prepared instanceof GuestFault) throw this.#prepared
    return this.#prepared
  }

  #prepareOrRefuse(
    code: { readonly code: Uint8Array; readonly rewritten: RewrittenModule | null },
    engines: EngineLibrary,
  ): PreparedGuest | GuestFault {
    try {
      return prepareGuest(this.description, code, engines)
    } catch (thrown) {
      const refusal = refusalOf(thrown)
      if (refusal === null) throw thrown
      return new GuestFault('load_failed', `${refusal.code}: ${refusal.reason}`)
    }
  }
}
