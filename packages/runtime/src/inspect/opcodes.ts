import type { Feature } from './module-info.ts'
import { costOf } from './opcode-costs.ts'
import { MISC_RUNS, PLAIN_RUNS, SIMD_RUNS, type Immediates, type Run } from './opcode-runs.ts'

export interface Operation {
  readonly name: string
  readonly immediates: Immediates
  /** Units of fuel that one execution takes, without what depends on lengths; see docs/fuel.md. */
  readonly cost: number
  /** What the module needs beyond the first version of WebAssembly to contain it. */
  readonly feature: Feature | null
  /** Whether it only computes: its price is known, and the next instruction runs after it. */
  readonly isPlain: boolean
}

/** The instructions after which another may run than the next, and those whose price lies in an operand. */
const NOT_PLAIN = new Set(
  `unreachable block loop if else end br br_if br_table return call call_indirect return_call return_call_indirect
  memory.fill memory.copy memory.init memory.grow table.fill table.copy table.init table.grow`.split(/\s+/),
)

export const MISC_PREFIX = 0xfc
export const SIMD_PREFIX = 0xfd

/** Operations whose opcode is one byte, by that byte. */
export const PLAIN_OPERATIONS = tableOf(PLAIN_RUNS)
/** Operations after the byte 0xfc, by the number that follows it. */
export const MISC_OPERATIONS = tableOf(MISC_RUNS)
/** Operations after the byte 0xfd, by the number that follows it. */
export const SIMD_OPERATIONS = tableOf(SIMD_RUNS)

function tableOf(runs: readonly Run[]): readonly (Operation | undefined)[] {
  const table: (Operation | undefined)[] = Array.from({ length: 256 })
  for (const { first, immediates, feature, names } of runs) {
    names.split(/\s+/).forEach((name, index) => {
      if (name === '-') return
      const cost = costOf(name)
      table[first + index] = { name, immediates, cost, feature: feature ?? null, isPlain: !NOT_PLAIN.has(name) }
    })
  }
  return table
}
