import { manifestSchema, type Manifest } from '@grantry/contract'
import { issuesOf, plainWords } from './manifest-issues.ts'
import { parseStrictJson } from './manifest-json.ts'
import { ManifestRefused } from './manifest.errors.ts'

/** Name of the manifest at the root of an archive. */
export const MANIFEST_PATH = 'extension.json'

/**
 * Parses `extension.json`; what is left out gets its default.
 *
 * @param bytes the file, or undefined when the archive has none.
 * @throws ManifestRefused with an issue for each thing that is wrong, at its JSON path.
 */
export function parseManifest(bytes: Uint8Array | undefined): Manifest {
  if (bytes === undefined) throw new ManifestRefused('manifest_missing')
  const parsed = manifestSchema.safeParse(parseStrictJson(bytes), { error: plainWords })
  if (!parsed.success) throw new ManifestRefused('manifest_invalid', issuesOf(parsed.error), { cause: parsed.error })
  return parsed.data as Manifest
}
