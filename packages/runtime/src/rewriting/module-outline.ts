import type { ModuleInfo } from '../inspect/index.ts'

/** Characters of the name of a function that anybody is shown. */
export const MAX_SHOWN_NAME = 128

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
  const { imports, exports, globals, importedCounts, changesTables } = info
  const functionNames = [...info.functionNames].map(([index, name]) => [index, name.slice(0, MAX_SHOWN_NAME)])
  return JSON.stringify({ imports, exports, globals, importedCounts, changesTables, functionNames })
}

/** The inverse of {@link encodeOutline}, for text of the supervisor, which the sandbox trusts. */
export function decodeOutline(text: string): ModuleOutline {
  const { functionNames, ...rest } = JSON.parse(text)
  return { ...rest, functionNames: new Map(functionNames) }
}
