import type { ModuleInfo } from '../inspect/module-info.ts'

/** More mutable globals than compilers make; each of them is shown to the host under a name of its own. */
const MAX_GLOBALS = 64

/**
 * The globals that, with the memory, are everything an instance can change: who puts them back has a fresh instance.
 * Null when there is more than that, or a value that does not survive the way through JavaScript unchanged (vectors,
 * references, the bits of a NaN).
 */
export function rewindableGlobals({
  globals,
  importedCounts,
  changesTables,
}: Pick<ModuleInfo, 'globals' | 'importedCounts' | 'changesTables'>): readonly number[] | null {
  const mutable = [...globals.keys()].filter((index) => globals[index]?.mutable)
  const isSmall = mutable.length <= MAX_GLOBALS
  const isPlain = mutable.every((index) => {
    const value = globals[index]?.value
    return index >= importedCounts.global && (value === 'i32' || value === 'i64')
  })
  return !changesTables && isSmall && isPlain ? mutable : null
}
