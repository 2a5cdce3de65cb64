import { extensionIdSchema, versionSchema } from '@grantry/contract'
import { usageError } from './cli.errors.ts'

export interface VersionReference {
  extension: string
  version: string | null
}

/** Reads `ext` or `ext@1.2.3`. */
export function parseVersionReference(text: string): VersionReference {
  const [extension, version, ...rest] = text.split('@')
  const valid =
    rest.length === 0 &&
    extensionIdSchema.safeParse(extension).success &&
    (version === undefined || versionSchema.safeParse(version).success)
  if (!valid || extension === undefined) throw usageError(`${text} names no extension`, 'Write hello or hello@1.2.3')
  return { extension, version: version ?? null }
}
