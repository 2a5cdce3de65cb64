import { file, tgz } from './archives.ts'

export interface PackageParts {
  manifest?: Record<string, unknown>
  code: string | Uint8Array
  files?: Record<string, string | Uint8Array>
}

/** A manifest with everything that is required; `abi` follows from the kind of code. */
export function manifestOf({ manifest = {}, code }: PackageParts): Record<string, unknown> {
  const core = typeof code !== 'string'
  return {
    id: 'sample',
    name: 'Sample',
    version: '1.0.0',
    description: 'A sample for tests',
    abi: core ? 'core' : 'js',
    entry: core ? 'extension.wasm' : 'extension.js',
    permissions: [],
    ...manifest,
  }
}

/** A well-formed archive of an extension. Text is a bundle of the `js` ABI, bytes are a `core` module. */
export function packageOf(parts: PackageParts): Buffer {
  const manifest = manifestOf(parts)
  const files = Object.entries(parts.files ?? {}).map(([path, content]) => file(path, content))
  return tgz(file('extension.json', JSON.stringify(manifest)), file(String(manifest['entry']), parts.code), ...files)
}
