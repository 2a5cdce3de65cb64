import type { ModuleInfo } from '../inspect/module-info.ts'
import { LimitRefused } from './limit.errors.ts'

/** Upper bounds that are written into a module. */
export interface Caps {
  /** Pages of 64 KiB of its memory, 0 to 65,536. */
  readonly memoryPages: number
  /** Elements of each of its tables. */
  readonly tableElements: number
}

/**
 * Imported memories and tables are left alone: whoever defines them has capped them.
 * @throws LimitRefused when a memory or table starts larger than it may become.
 */
export function requireRoom({ memory, tables, importedCounts }: ModuleInfo, caps: Caps): void {
  if (memory && importedCounts.memory === 0 && memory.minPages > caps.memoryPages) {
    throw new LimitRefused('memory_exceeded', memory.minPages, caps.memoryPages)
  }
  for (const { minElements } of tables.slice(importedCounts.table)) {
    if (minElements > caps.tableElements) throw new LimitRefused('table_exceeded', minElements, caps.tableElements)
  }
}
