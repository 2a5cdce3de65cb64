import type { ModuleInfo } from '../inspect/index.ts'

/** What a sandbox needs to know of a module that it does not inspect itself. */
export type ModuleOutline = Pick<
  ModuleInfo,
  'imports' | 'exports' | 'globals' | 'importedCounts' | 'changesTables' | 'functionNames'
>

/** A module with its meter, and what it takes to link it. */
export interface RewrittenModule {
  readonly outline: ModuleOutline
  readonly metered: Uint8Array
  /** An `OffsetMap` of a module that says where its code comes from. */
  readonly offsets: Uint8Array | null
}

export function encodeOutline(info: ModuleOutline): string {
  const { imports, exports, globals, importedCounts, changesTables, functionNames } = info
  return JSON.stringify({ imports, exports, globals, importedCounts, changesTables, functionNames: [...functionNames] })
}

/** The inverse of {@link encodeOutline}, for text of the supervisor, which the sandbox trusts. */
export function decodeOutline(text: string): ModuleOutline {
  const { functionNames, ...rest } = JSON.parse(text)
  return { ...rest, functionNames: new Map(functionNames) }
}
