/**
 * - `memory_exceeded`: the initial memory is larger than allowed.
 * - `table_exceeded`: an initial table is larger than allowed.
 */
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
    const what = code === 'memory_exceeded' ? 'pages of memory' : 'elements in a table'
    super(`The module starts with ${asked} ${what} and may have ${cap}: make it smaller or raise the limit`)
    this.code = code
    this.asked = asked
    this.cap = cap
  }
}
