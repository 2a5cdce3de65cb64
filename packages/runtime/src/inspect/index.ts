import { InspectionRefused } from './inspection.errors.ts'
import type { ModuleInfo } from './module-info.ts'

export { InspectionRefused, type InspectionCode } from './inspection.errors.ts'
export type * from './module-info.ts'

/**
 * Parses and bounds a core module without running it. Total: on any input it returns or throws
 * {@link InspectionRefused}, nothing else.
 */
export function inspect(_bytes: Uint8Array): ModuleInfo {
  throw new InspectionRefused('unsupported_feature', 0, 'No module is accepted before its reader is complete')
}
