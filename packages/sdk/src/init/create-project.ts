import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { extensionIdSchema, manifestSchema } from '@grantry/contract'
import packageJson from '../../package.json' with { type: 'json' }
import { BuildRefused } from '../build/index.ts'
import { inSdk, SDK_FOLDER } from '../sdk-location.ts'

export interface ProjectNames {
  id: string
  name: string
}

export interface CreatedProject extends ProjectNames {
  folder: string
  /** Relative, with forward slashes. */
  files: string[]
}

const TEMPLATE = inSdk('templates', 'extension')

/**
 * Writes a working extension into a folder, which may be missing or empty but for hidden files. Throws BuildRefused for
 * any other folder and for names that a manifest would not accept, and then has written nothing.
 */
export async function createProject(folder: string, names: ProjectNames): Promise<CreatedProject> {
  checkNames(names)
  const hidden = await requireEmpty(folder)
  const files = await readTemplate({ ...names, sdk: sdkRequirement(folder) })
  requireFree([...files.keys()], hidden)
  for (const [path, content] of files) {
    const target = join(folder, path)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, content, { flag: 'wx' })
  }
  return { ...names, folder, files: [...files.keys()] }
}

function checkNames({ id, name }: ProjectNames): void {
  const checks = { id: extensionIdSchema.safeParse(id), name: manifestSchema.shape.name.safeParse(name) }
  const issues = Object.entries(checks).flatMap(([field, { error }]) =>
    (error?.issues ?? []).map(({ message }) => ({ file: `--${field}`, message })),
  )
  if (issues.length > 0) throw new BuildRefused(issues)
}

/** @returns the names of the hidden files and folders in it */
async function requireEmpty(folder: string): Promise<string[]> {
  const present = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  if (present.every((name) => name.startsWith('.'))) return present
  throw new BuildRefused([{ file: folder, message: 'This folder is not empty' }])
}

function requireFree(paths: readonly string[], taken: readonly string[]): void {
  const issues = paths
    .filter((path) => taken.includes(path.split('/')[0] ?? path))
    .map((file) => ({
      file,
      message: 'There is one already. Move it away, and put into the new one what you need of it',
    }))
  if (issues.length > 0) throw new BuildRefused(issues)
}

async function readTemplate(values: Readonly<Record<string, string>>): Promise<Map<string, string>> {
  const found = await readdir(TEMPLATE, { recursive: true, withFileTypes: true })
  const files = new Map<string, string>()
  for (const item of found.filter((entry) => entry.isFile())) {
    const source = join(item.parentPath, item.name)
    // A file of the name .gitignore would be in force here already.
    const path = relative(TEMPLATE, source).replaceAll(sep, '/').replace('_gitignore', '.gitignore')
    files.set(path, fillIn(await readFile(source, 'utf8'), path.endsWith('.json') ? escapeForJson : asItIs, values))
  }
  return files
}

type Escape = (value: string) => string
const asItIs: Escape = (value) => value
const escapeForJson: Escape = (value) => JSON.stringify(value).slice(1, -1)

const fillIn = (template: string, escape: Escape, values: Readonly<Record<string, string>>): string =>
  template.replaceAll(/\{\{(\w+)\}\}/g, (whole, key: string) => {
    const value = values[key]
    return value === undefined ? whole : escape(value)
  })

/** A version where this package can be found from the folder, as inside its repository; elsewhere its location. */
const sdkRequirement = (folder: string): string =>
  isResolvableFrom(folder) ? packageJson.version : `file:${SDK_FOLDER}`

function isResolvableFrom(folder: string): boolean {
  try {
    return findPackageJSON('@grantry/sdk', pathToFileURL(join(folder, 'package.json'))) !== undefined
  } catch {
    // Not found is what was asked about; it is thrown instead of answered.
    return false
  }
}
