import type { DescribedOperation } from '../guest/entry-point.ts'
import { formatJsonPath } from '../json/json-path.ts'
import { BuildRefused } from './build.errors.ts'
import { bundle, type Bundle } from './bundle.ts'
import { checkManifest, locateInManifest, type Locate } from './check-manifest.ts'
import type { Compiled } from './compiled.ts'
import { descriptionModule, entryModule, exportName } from './entry-module.ts'
import { evaluate } from './evaluate.ts'
import type { Project } from './project.ts'
import type { SourcePlan } from './source-plan.ts'

/**
 * Builds an extension whose source default-exports `defineExtension({ … })`. It is bundled twice: once to be evaluated
 * for its names and schemas, and then with one export for each name. Throws BuildRefused.
 */
export async function compileJs(project: Project, { source, abi, entry }: SourcePlan): Promise<Compiled> {
  const fields = { ...project.manifest.value, abi, entry }
  checkManifest(fields, locateInManifest(project))
  const described = await evaluate(await bundle(project.folder, descriptionModule(source)), source)
  const operations = described.map((operation) => ({ ...operation, export: exportName(operation) }))
  const manifest = { ...fields, operations }
  checkManifest(manifest, locateInSource(project, source, described))
  const { code, map, exports } = await bundle(project.folder, entryModule(source, described))
  requireExports(source, operations, exports)
  return { manifest, entry: Buffer.from(code), sourceMap: map }
}

const COLLECTION = { query: 'queries', action: 'actions' } as const

/** Faults of operations are in the source, everything else is in `extension.json`. */
function locateInSource(project: Project, file: string, described: readonly DescribedOperation[]): Locate {
  const inManifest = locateInManifest(project)
  return (path) => {
    const [field, index, ...rest] = path
    const operation = field === 'operations' && typeof index === 'number' ? described[index] : undefined
    if (operation === undefined) return inManifest(path)
    return { file, path: formatJsonPath([operation.name, ...rest], COLLECTION[operation.type]) }
  }
}

function requireExports(file: string, wanted: readonly { name: string; export: string }[], found: Bundle['exports']) {
  const missing = wanted.filter((operation) => !found.includes(operation.export))
  if (missing.length === 0) return
  throw new BuildRefused(missing.map(({ name }) => ({ file, message: `The bundle does not export ${name}` })))
}
