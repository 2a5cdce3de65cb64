import type { DescribedExtension } from '../guest/entry-point.ts'
import { formatJsonPath } from '../json/json-path.ts'
import { BuildRefused } from './build.errors.ts'
import { bundle, type Bundle } from './bundle.ts'
import { checkManifest, locateInManifest, type Locate } from './check-manifest.ts'
import type { Compiled } from './compiled.ts'
import { descriptionModule, entryModule, exportName, jobExportName } from './entry-module.ts'
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
  const operations = described.operations.map((operation) => ({ ...operation, export: exportName(operation) }))
  const jobs = described.jobs.map((job) => ({ ...job, export: jobExportName(job) }))
  const manifest = { ...fields, operations, ...(jobs.length === 0 ? {} : { jobs }) }
  checkManifest(manifest, locateInSource(project, source, described))
  const { code, map, exports } = await bundle(project.folder, entryModule(source, described))
  requireExports(source, [...operations, ...jobs], exports)
  return { manifest, entry: Buffer.from(code), sourceMap: map }
}

const COLLECTION = { query: 'queries', action: 'actions' } as const

/** Faults of operations and jobs are in the source, everything else is in `extension.json`. */
function locateInSource(project: Project, file: string, { operations, jobs }: DescribedExtension): Locate {
  const inManifest = locateInManifest(project)
  return (path) => {
    const [field, index, ...rest] = path
    const inCollection = (name: string, collection: string) => ({
      file,
      path: formatJsonPath([name, ...rest], collection),
    })
    const operation = field === 'operations' ? operations[Number(index)] : undefined
    if (operation !== undefined) return inCollection(operation.name, COLLECTION[operation.type])
    const job = field === 'jobs' ? jobs[Number(index)] : undefined
    return job === undefined ? inManifest(path) : inCollection(job.name, 'jobs')
  }
}

function requireExports(file: string, wanted: readonly { name: string; export: string }[], found: Bundle['exports']) {
  const missing = wanted.filter((declared) => !found.includes(declared.export))
  if (missing.length === 0) return
  throw new BuildRefused(missing.map(({ name }) => ({ file, message: `The bundle does not export ${name}` })))
}
