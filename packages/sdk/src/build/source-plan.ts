import { abiSchema, type Abi } from '@grantry/contract'
import { MANIFEST_FILE, type Project } from './project.ts'
import { BuildRefused } from './build.errors.ts'

/** How an extension is built: from which source, for which ABI, into which entry of the archive. */
export interface SourcePlan {
  abi: Abi
  /** The source named by `entry`, relative to the project's folder. */
  source: string
  /** The entry as the built manifest names it. */
  entry: string
}

const DEFAULT_SOURCE: Record<Abi, string | null> = { js: 'src/extension.ts', core: null }
const SOURCE_SUFFIX: Record<Abi, RegExp> = { js: /\.(?:ts|mts|js|mjs)$/, core: /\.(?:wat|wasm)$/ }
const BUILT_ENTRY: Record<Abi, string> = { js: 'extension.js', core: 'extension.wasm' }

/**
 * Reads the plan from the author's manifest, where `abi` is `js` unless it says otherwise and `entry` names the source:
 * `src/extension.ts` by default for `js`, a .wat or .wasm file for `core`. Throws BuildRefused.
 */
export function planSource({ manifest }: Project): SourcePlan {
  const refuse = (field: string, message: string) =>
    new BuildRefused([{ file: MANIFEST_FILE, position: manifest.positionOf([field]), path: `$.${field}`, message }])
  const abi = abiSchema.safeParse(manifest.value.abi ?? 'js')
  if (!abi.success) throw refuse('abi', `The ABI is one of ${abiSchema.options.join(', ')}`)
  const said = ['operations', 'jobs'].find((field) => manifest.value[field] !== undefined)
  if (abi.data === 'js' && said !== undefined)
    throw refuse(said, `Leave it out: the build reads the ${said} from defineExtension`)
  const source = manifest.value.entry ?? DEFAULT_SOURCE[abi.data]
  if (typeof source !== 'string' || !SOURCE_SUFFIX[abi.data].test(source))
    throw refuse('entry', EXPECTED_ENTRY[abi.data])
  return { abi: abi.data, source, entry: BUILT_ENTRY[abi.data] }
}

const EXPECTED_ENTRY: Record<Abi, string> = {
  js: 'The entry of a js extension is its TypeScript or JavaScript source, by default src/extension.ts',
  core: 'The entry of a core extension is a .wat source or a .wasm module',
}
