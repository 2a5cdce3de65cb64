import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Manifest } from '@grantry/contract'
import { create, extract } from 'tar'

const EXTENSIONS = join(import.meta.dirname, '../../../extensions')

/** An archive that ships with the product, as `grantry pack` made it. */
export const shippedArchive = (id: string, version = '1.0.0'): string =>
  join(EXTENSIONS, id, 'dist', `${id}-${version}.tgz`)

type Change = (manifest: Manifest) => object

/** A shipped archive with another manifest; the file lives in a directory that `dispose` removes. */
export async function changedArchive(id: string, change: Change): Promise<{ path: string; dispose(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'grantry-archive-'))
  const content = join(directory, 'content')
  await mkdir(content)
  await extract({ file: shippedArchive(id), cwd: content })
  const file = join(content, 'extension.json')
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest
  await writeFile(file, JSON.stringify(change(manifest), null, 2))
  const path = join(directory, `${id}-changed.tgz`)
  await create({ gzip: true, file: path, cwd: content, portable: true }, ['.'])
  return { path, dispose: () => rm(directory, { recursive: true, force: true }) }
}
