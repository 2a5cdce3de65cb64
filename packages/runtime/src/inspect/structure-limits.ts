import { InspectionRefused } from './inspection.errors.ts'

/**
 * How much structure a module may have. The engine's own limits are far higher and protect the engine, not the time
 * and memory of whoever compiles: 78 KB of functions with 50,000 locals each compile for most of a second, 7 MB of
 * nested blocks take almost a gigabyte. Each figure lies well above what LLVM, Rust, Go and Emscripten emit for
 * programs of several megabytes (Go: 98,450 data segments and 3,290 levels of blocks; PostgreSQL: a body of 275 KB).
 */
export const STRUCTURE_LIMITS = {
  moduleBytes: { max: 10 * 1024 * 1024, what: 'bytes' },
  /** With its meter. Usually that is half as much again. */
  meteredBytes: { max: 24 * 1024 * 1024, what: 'bytes with its meter' },
  customSections: { max: 1_000, what: 'custom sections' },
  types: { max: 10_000, what: 'types' },
  /** Of one function type or block. */
  params: { max: 255, what: 'parameters in one type' },
  results: { max: 255, what: 'results in one type' },
  imports: { max: 10_000, what: 'imports' },
  exports: { max: 10_000, what: 'exports' },
  /** Of an import, export or custom section. */
  nameBytes: { max: 20_000, what: 'bytes in one name' },
  functions: { max: 50_000, what: 'functions' },
  tables: { max: 10, what: 'tables' },
  globals: { max: 10_000, what: 'globals' },
  elementSegments: { max: 10_000, what: 'element segments' },
  /** In all element segments together. */
  elements: { max: 100_000, what: 'table elements in element segments' },
  dataSegments: { max: 100_000, what: 'data segments' },
  /** Of one function. Metering makes a body at most twelve times as long, and engines stop at 7,654,321 bytes. */
  bodyBytes: { max: 512 * 1024, what: 'bytes in one function body' },
  /** Of one function, parameters included. */
  locals: { max: 10_000, what: 'locals in one function' },
  /** In all functions together, parameters not included. */
  totalLocals: { max: 500_000, what: 'locals in all functions' },
  nestingDepth: { max: 5_000, what: 'levels of nested blocks' },
  branchTargets: { max: 20_000, what: 'targets in one br_table' },
} as const

export type StructureLimit = keyof typeof STRUCTURE_LIMITS

/** @throws InspectionRefused `structure_limit` when `found` is over the limit. */
export function enforce(limit: StructureLimit, found: number, offset: number): void {
  const { max, what } = STRUCTURE_LIMITS[limit]
  if (found <= max) return
  throw new InspectionRefused(
    'structure_limit',
    offset,
    `The module has ${found} ${what} and may have ${max}: make it smaller or split it`,
  )
}
