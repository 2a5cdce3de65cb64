import type { FunctionType } from '../inspect/module-info.ts'
import type { Callee } from './callees.ts'
import type { Charges } from './charges.ts'
import type { Flow } from './flow.ts'
import type { OffsetRecorder } from './offset-map.ts'
import type { MeterLayout } from './meter-layout.ts'
import type { UncheckedFuel } from './unchecked-fuel.ts'

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
  readonly unchecked: UncheckedFuel
}

/** One function, as the table knows it. */
export interface BodyPlan {
  readonly first: number
  readonly last: number
  readonly type: FunctionType
  /** What callers of this function do for it. */
  readonly self: Callee
  /** Where the lists of the table begin to tell which indexes in it may change. */
  readonly firstShort: number
  readonly firstLong: number
}
