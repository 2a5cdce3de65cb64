import { AbiRefused } from '../abi/abi.errors.ts'
import { InspectionRefused } from '../inspect/index.ts'
import { LimitRefused } from '../instrument/index.ts'

/**
 * - `digest_mismatch`: the bytes are not the ones that were named.
 * - `invalid_module`: the engine's own validation refuses the module.
 * - `invalid_bundle`: the JavaScript does not parse, imports something, or lacks a declared export.
 */
export type CompileRefusalCode = 'digest_mismatch' | 'invalid_module' | 'invalid_bundle'

export class CompileRefused extends Error {
  override readonly name = 'CompileRefused'
  readonly code: CompileRefusalCode

  constructor(code: CompileRefusalCode, reason: string, cause?: unknown) {
    super(reason, { cause })
    this.code = code
  }
}

/** Why code can never become a guest, whichever stage found it. */
export interface Refusal {
  code: string
  reason: string
  /** Byte offset in the code, when the reason has a place there. */
  offset?: number
}

/** The refusal in what a stage threw; null when it threw something else. */
export function refusalOf(thrown: unknown): Refusal | null {
  if (thrown instanceof InspectionRefused || thrown instanceof AbiRefused)
    return {
      code: thrown.code,
      reason: thrown.message,
      ...(thrown.offset === undefined ? {} : { offset: thrown.offset }),
    }
  if (thrown instanceof LimitRefused || thrown instanceof CompileRefused)
    return { code: thrown.code, reason: thrown.message }
  return null
}
