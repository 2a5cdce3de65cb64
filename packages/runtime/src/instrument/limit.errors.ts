/** - `memory_exceeded`: the initial memory is larger than allowed. - `table_exceeded`: an initial table is. */
export type LimitCode = 'memory_exceeded' | 'table_exceeded'

/** A module that needs more at its start than it is given. */
export class LimitRefused extends Error {
  override readonly name = 'LimitRefused'
  readonly code: LimitCode
  /** What the module asked for, in pages of 64 KiB or in table elements. */
  readonly asked: number
  /** What it may have, in the same unit. */
  readonly cap: number

  constructor(code: LimitCode, asked: number, cap: number) {
    super(
      code === 'memory_exceeded'
        ? `The module starts with ${asked} memory pages of 64 KiB and may have ${cap}: lower its initial memory or raise the limit`
        : `The module starts with a table of ${asked} elements and may have ${cap}: shrink the table or raise the limit`,
    )
    this.code = code
    this.asked = asked
    this.cap = cap
  }
}
