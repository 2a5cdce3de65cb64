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
}

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
      if (name !== '-') table[first + index] = { name, immediates, cost: costOf(name), feature: feature ?? null }
    })
  }
  return table
}
