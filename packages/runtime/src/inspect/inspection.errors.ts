/**
 * - `not_wasm`: the bytes do not begin with the WebAssembly magic number and version.
 * - `malformed_module`: the bytes follow no grammar of a module, or an index points nowhere.
 * - `unsupported_feature`: valid WebAssembly of a kind that this runtime does not run.
 * - `structure_limit`: larger or more deeply nested than `STRUCTURE_LIMITS` allow (`packages/runtime/docs/inspection.md`).
 * - `reserved_name`: an export whose name is kept for the runtime.
 */
export type InspectionCode =
  | 'not_wasm'
  | 'malformed_module'
  | 'unsupported_feature'
  | 'structure_limit'
  | 'reserved_name'

/** A module that will not be run: why, where in the file, what its author can do. The same bytes are always refused. */
export class InspectionRefused extends Error {
  override readonly name = 'InspectionRefused'
  readonly code: InspectionCode
  /** Byte offset in the module. */
  readonly offset: number
  /** One sentence without the offset. */
  readonly reason: string

  constructor(code: InspectionCode, offset: number, reason: string, cause?: unknown) {
    super(`${reason} (at byte 0x${offset.toString(16)})`, cause === undefined ? undefined : { cause })
    this.code = code
    this.offset = offset
    this.reason = reason
  }
}

/** The refusal of bytes that are no module; `what` is wrong with them. */
export const malformed = (offset: number, what: string, cause?: unknown): InspectionRefused =>
  new InspectionRefused(
    'malformed_module',
    offset,
    `${what}; build the module again and check that it was not altered`,
    cause,
  )
