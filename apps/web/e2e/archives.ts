import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Manifest } from '@grantry/contract'
import { create, extract } from 'tar'
import { MAILBOX } from './guests/mailbox.manifest.ts'

const EXTENSIONS = join(import.meta.dirname, '../../../extensions')

/** An archive that ships with the product, as `grantry pack` made it. */
export const shippedArchive = (id: string, version = '1.0.0'): string =>
  join(EXTENSIONS, id, 'dist', `${id}-${version}.tgz`)

/** An archive in a directory of its own, which `dispose` removes. */
export interface Archive {
  path: string
  dispose(): Promise<void>
}

type Change = (manifest: Manifest) => object

/** A shipped archive with another manifest, and with more files, by name. */
export const changedArchive = (
  id: string,
  change: Change,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<Archive> =>
  archiveOf(async (content) => {
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(content, name), bytes)
    await extract({ file: shippedArchive(id), cwd: content })
    const file = join(content, 'extension.json')
    const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest
    await writeFile(file, JSON.stringify(change(manifest), null, 2))
  })

/** The extension with jobs that the stories are told with. */
export const mailboxArchive = (): Promise<Archive> =>
  archiveOf(async (content) => {
    await copyFile(join(import.meta.dirname, 'guests/mailbox.js'), join(content, MAILBOX.entry))
    await writeFile(join(content, 'extension.json'), JSON.stringify(MAILBOX))
  })

async function archiveOf(fill: (content: string) => Promise<void>): Promise<Archive> {
  const directory = await mkdtemp(join(tmpdir(), 'grantry-archive-'))
  const content = join(directory, 'content')
  await mkdir(content)
  await fill(content)
  const path = join(directory, 'archive.tgz')
  await create({ gzip: true, file: path, cwd: content, portable: true }, ['.'])
  return { path, dispose: () => rm(directory, { recursive: true, force: true }) }
}
