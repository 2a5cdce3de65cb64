import type { ModuleInfo } from '../inspect/index.ts'

export { LimitRefused, type LimitCode } from './limit.errors.ts'
export { METER } from './meter-names.ts'

/** Changes whenever the same module would be rewritten differently: part of every key under which metered bytes are kept. */
export const INSTRUMENTER_VERSION = 1

/** Upper bounds written into the module: pages of 64 KiB, and elements of each table. */
export interface Caps {
  readonly memoryPages: number
  readonly tableElements: number
}

/**
 * Rewrites an inspected and validated module so that it counts its own fuel and cannot outgrow `caps`.
 * @throws LimitRefused when it starts larger than `caps`.
 */
export function instrument(_bytes: Uint8Array, _info: ModuleInfo, _caps: Caps): Uint8Array {
  throw new Error('No module can be metered before its inspection is complete')
}
