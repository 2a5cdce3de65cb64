import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Manifest } from '@grantry/contract'
import { BuildRefused } from './build.errors.ts'
import { locateInManifest } from './check-manifest.ts'
import type { JsonPath } from '../json/json-path.ts'
import { requireInside } from './inside-project.ts'
import type { Project } from './project.ts'

/** Files that go into every archive when the project has them. */
const CUSTOMARY_FILES = ['README.md', 'CHANGELOG.md', 'LICENSE']

/**
 * Reads the files that accompany the entry: the customary ones, and those that the manifest names. Throws BuildRefused
 * for a named one that is missing, and for any that leads out of the project's folder.
 */
export async function readAccompanyingFiles(project: Project, manifest: Manifest): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  for (const path of CUSTOMARY_FILES) {
    const content = await findFile(project.folder, path)
    if (content) files.set(path, content)
  }
  for (const { field, path } of namedFiles(manifest)) {
    const content = files.get(path) ?? (await findFile(project.folder, path))
    if (content === null) throw missing(project, field, path)
    files.set(path, content)
  }
  return files
}

function namedFiles({ icon, readme, changelog, screenshots }: Manifest): { field: JsonPath; path: string }[] {
  const single = Object.entries({ icon, readme, changelog })
  const numbered = screenshots.map((path, index) => ({ field: ['screenshots', index], path }))
  return [...single.flatMap(([name, path]) => (path === undefined ? [] : [{ field: [name], path }])), ...numbered]
}

async function findFile(folder: string, path: string): Promise<Uint8Array | null> {
  await requireInside(folder, path)
  try {
    return await readFile(join(folder, path))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

const missing = (project: Project, field: JsonPath, path: string) =>
  new BuildRefused([{ ...locateInManifest(project)(field), message: `There is no file ${path}` }])
