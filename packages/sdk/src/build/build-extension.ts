import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Manifest } from '@grantry/contract'
import { readAccompanyingFiles } from './archive-files.ts'
import { checkManifest, locateInManifest } from './check-manifest.ts'
import { compileCore } from './compile-core.ts'
import { compileJs } from './compile-js.ts'
import { requireInside } from './inside-project.ts'
import { MANIFEST_FILE, readProject, type Project } from './project.ts'
import { replaceFile } from './replace-file.ts'
import { planSource } from './source-plan.ts'

const DIST = 'dist'
const COMPILERS = { js: compileJs, core: compileCore } as const

export interface Build {
  manifest: Manifest
  /** `dist/<id>`: exactly the files of the archive. */
  folder: string
  files: { path: string; sizeBytes: number }[]
}

/**
 * Builds the extension in a folder into its `dist/<id>`, replacing an earlier build. A source map goes beside that
 * folder, not into it. Throws BuildRefused, and then leaves an earlier build as it was.
 */
export async function buildExtension(folder: string): Promise<Build> {
  const project = await readProject(folder)
  const plan = planSource(project)
  const compiled = await COMPILERS[plan.abi](project, plan)
  const manifest = checkManifest(compiled.manifest, locateInManifest(project))
  const files = await readAccompanyingFiles(project, manifest)
  files.set(plan.entry, compiled.entry)
  files.set(MANIFEST_FILE, Buffer.from(`${JSON.stringify(compiled.manifest, null, 2)}\n`))
  const target = await placeOfBuild(project, manifest.id)
  await writeFiles(target, files)
  if (compiled.sourceMap !== null) await replaceFile(`${target}.js.map`, compiled.sourceMap)
  return { manifest, folder: target, files: listFiles(files) }
}

export const distFolder = ({ folder }: Project): string => join(folder, DIST)

/** The folder `dist/<id>` of a project, whether or not it is there. Throws BuildRefused if it lies elsewhere. */
export async function placeOfBuild({ folder }: Project, id: string): Promise<string> {
  for (const path of [DIST, join(DIST, id)]) await requireInside(folder, path)
  return join(folder, DIST, id)
}

async function writeFiles(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  for (const [path, content] of files) {
    const target = join(folder, path)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, content)
  }
}

const listFiles = (files: ReadonlyMap<string, Uint8Array>): Build['files'] =>
  [...files].map(([path, content]) => ({ path, sizeBytes: content.byteLength })).sort(byPath)

const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1)
