/**
 * - `import_not_allowed`: the module imports something that its ABI does not offer, or with another type.
 * - `export_missing`: what the ABI or the manifest promises is not there.
 * - `export_type`: what the ABI or the manifest promises is there with another type.
 */
export type AbiRefusalCode = 'import_not_allowed' | 'export_missing' | 'export_type'

/** Code that does not keep the contract of its ABI or the promises of its manifest. The same code is always refused. */
export class AbiRefused extends Error {
  override readonly name = 'AbiRefused'
  readonly code: AbiRefusalCode
  /** One sentence: what is wrong and what its author can do. */
  readonly reason: string
  /** Byte offset in the code, when the reason has a place there. */
  readonly offset: number | undefined

  constructor(code: AbiRefusalCode, reason: string, offset?: number) {
    super(offset === undefined ? reason : `${reason} (at byte 0x${offset.toString(16)})`)
    this.code = code
    this.reason = reason
    this.offset = offset
  }
}
