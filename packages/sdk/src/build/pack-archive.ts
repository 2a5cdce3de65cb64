import { readdir, readFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join, relative, sep } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Header } from 'tar'
import { BuildRefused } from './build.errors.ts'
import { distFolder, placeOfBuild } from './build-extension.ts'
import { checkIdentity } from './check-manifest.ts'
import { requireInside } from './inside-project.ts'
import { MANIFEST_FILE, readProject, type Project } from './project.ts'
import { replaceFile } from './replace-file.ts'

export interface Packed {
  /** Absolute path of the .tgz. */
  archive: string
  sizeBytes: number
  /** `sha256:` of the archive. The server stores its own repack, which has another one. */
  digest: string
  files: string[]
}

export interface PackOptions {
  /**
   * Whether the archive gets the source map of a bundle as `<entry>.map`, so that stacks name the author's own files. It
   * has their paths and names in it, not their contents. Default: it is left out.
   */
  sourceMap?: 'included' | 'left out'
}

/** Packs what `buildExtension` left in `dist/<id>` into `dist/<id>-<version>.tgz`. Throws BuildRefused without a build. */
export async function packExtension(folder: string, { sourceMap = 'left out' }: PackOptions = {}): Promise<Packed> {
  const project = await readProject(folder)
  const { id, version } = checkIdentity(project)
  const built = await placeOfBuild(project, id)
  const files = await readTree(built)
  const { entry } = requireBuildOf(version, files)
  if (sourceMap === 'included') files.set(`${entry}.map`, await readSourceMap(project, `dist/${id}.js.map`))
  const bytes = createArchive(files)
  const archive = join(distFolder(project), `${id}-${version}.tgz`)
  await replaceFile(archive, bytes)
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
  return { archive, sizeBytes: bytes.byteLength, digest, files: [...files.keys()] }
}

function requireBuildOf(version: string, files: ReadonlyMap<string, Uint8Array>): { entry: string } {
  const manifest = files.get(MANIFEST_FILE)
  if (manifest === undefined) throw notBuilt('There is no build to pack. Run grantry build first')
  const built: { version: unknown; entry: string } = JSON.parse(Buffer.from(manifest).toString('utf8'))
  if (built.version !== version)
    throw notBuilt(`The build is of version ${String(built.version)}, not ${version}. Run grantry build again`)
  return built
}

/** The map that the build has left beside its folder, without the contents of the author's files. */
async function readSourceMap({ folder }: Project, path: string): Promise<Uint8Array> {
  await requireInside(folder, path)
  const text = await readFile(join(folder, path), 'utf8').catch((cause: unknown) => {
    throw new BuildRefused([{ file: MANIFEST_FILE, message: 'The build has no source map: only bundles have one' }], {
      cause,
    })
  })
  const { sourcesContent: _, ...map } = JSON.parse(text) as Record<string, unknown>
  return Buffer.from(JSON.stringify(map))
}

const notBuilt = (message: string) => new BuildRefused([{ file: MANIFEST_FILE, message }])

/** Every file below a folder, by its path with forward slashes, sorted; nothing when there is no such folder. */
async function readTree(folder: string): Promise<Map<string, Uint8Array>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  })
  const paths = found
    .filter((item) => item.isFile())
    .map((item) => relative(folder, join(item.parentPath, item.name)).replaceAll(sep, '/'))
    .sort()
  const files = new Map<string, Uint8Array>()
  for (const path of paths) files.set(path, await readFile(join(folder, path)))
  return files
}

const BLOCK_BYTES = 512
const EPOCH = new Date(0)

/**
 * A .tgz that depends on names and contents alone: sorted, without times, owners or modes of this machine, so that the
 * same build always packs into the same bytes.
 */
export function createArchive(files: ReadonlyMap<string, Uint8Array>): Buffer {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1))
  const entries = sorted.flatMap(([path, content]) => [header(path, content.byteLength), content, padding(content)])
  const archive = gzipSync(Buffer.concat([...entries, Buffer.alloc(2 * BLOCK_BYTES)]), { level: 9 })
  archive[GZIP_OS_OFFSET] = GZIP_OS_UNKNOWN
  return archive
}

/** RFC 1952: the byte that would name the operating system. */
const GZIP_OS_OFFSET = 9
const GZIP_OS_UNKNOWN = 255

function header(path: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES)
  const head = new Header({ path, size, type: 'File', mode: 0o644, uid: 0, gid: 0, mtime: EPOCH })
  if (head.encode(block)) throw new RangeError(`The path ${path} does not fit into a tar header`)
  return block
}

const padding = (content: Uint8Array): Buffer =>
  Buffer.alloc((BLOCK_BYTES - (content.byteLength % BLOCK_BYTES)) % BLOCK_BYTES)
