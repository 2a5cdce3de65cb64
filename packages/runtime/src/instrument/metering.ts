import type { FunctionType } from '../inspect/module-info.ts'
import type { Callee } from './callees.ts'
import type { Charges } from './charges.ts'
import type { Flow } from './flow.ts'
import type { OffsetRecorder } from './offset-map.ts'
import type { MeterLayout } from './meter-layout.ts'

/** What the bodies of one module have in common. */
export interface Metering {
  readonly flow: Flow
  readonly charges: Charges
  readonly callees: readonly Callee[]
  readonly entryLevels: ReadonlyMap<number, number>
  readonly functions: readonly FunctionType[]
  readonly layout: MeterLayout
  /** Null when nobody asks where the code has come to stand. */
  readonly offsets: OffsetRecorder | null
  /** By frame, as far as it is written: the most units unchecked on the ways to its label, and in front of it. */
  readonly joined: Int32Array
  readonly before: Int32Array
}

/** One function, as the table knows it. */
export interface BodyPlan {
  readonly first: number
  readonly last: number
  readonly type: FunctionType
  /** What callers of this function do for it. */
  readonly self: Callee
  /** Where the table begins to tell which indexes in it may change. */
  readonly firstOperand: number
}
