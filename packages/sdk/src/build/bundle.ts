import { build, type BuildFailure, type Message, type Metafile } from 'esbuild'
import { BuildRefused, type BuildIssue } from './build.errors.ts'
import { nameModulesByPackage } from './module-names.ts'
import { refuseOutsideData } from './outside-data.ts'
import { refuseNodeModules, resolveSdk } from './sdk-resolution.ts'

export interface Bundle {
  /** One ES module without imports. */
  code: string
  /** Source map, as JSON. */
  map: string
  exports: string[]
}

/**
 * Bundles a generated entry module together with all it imports for the engine of the ABI `js`: ES2023, no top-level
 * await, nothing of Node or of a browser. Readable, because a reviewer reads it. Throws BuildRefused.
 */
export async function bundle(folder: string, entryModule: string): Promise<Bundle> {
  const result = await build({
    absWorkingDir: folder,
    stdin: { contents: entryModule, resolveDir: folder, sourcefile: 'grantry:entry', loader: 'js' },
    bundle: true,
    write: false,
    outfile: 'extension.js',
    format: 'esm',
    target: 'es2023',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    supported: { 'top-level-await': false },
    sourcemap: 'external',
    charset: 'utf8',
    legalComments: 'eof',
    metafile: true,
    logLevel: 'silent',
    plugins: [resolveSdk, refuseNodeModules, refuseOutsideData(folder)],
  }).catch((cause: unknown) => {
    throw refusedBundle(cause)
  })
  const { inputs } = result.metafile
  return {
    code: nameModulesByPackage(fileText(result, '.js'), folder, Object.keys(inputs)),
    map: fileText(result, '.map'),
    exports: exportsOf(result.metafile),
  }
}

function fileText({ outputFiles }: { outputFiles: { path: string; text: string }[] }, suffix: string): string {
  const file = outputFiles.find(({ path }) => path.endsWith(suffix))
  if (file === undefined) throw new Error(`esbuild made no ${suffix} file`)
  return file.text
}

const exportsOf = (metafile: Metafile): string[] => Object.values(metafile.outputs).flatMap((output) => output.exports)

/** What esbuild found wrong, as faults of the author's files; anything else as it is. */
export const refusedBundle = (cause: unknown): unknown =>
  isBuildFailure(cause) ? new BuildRefused(cause.errors.map(issueOf), { cause }) : cause

const isBuildFailure = (cause: unknown): cause is BuildFailure =>
  cause instanceof Error && 'errors' in cause && Array.isArray(cause.errors)

function issueOf({ text, location }: Message): BuildIssue {
  if (location === null) return { file: 'src', message: text }
  return { file: location.file, position: { line: location.line, column: location.column + 1 }, message: text }
}
