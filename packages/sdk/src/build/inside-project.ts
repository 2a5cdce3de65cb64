import { realpath } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { BuildRefused } from './build.errors.ts'

/**
 * Makes sure that a path of a project lies in the project's folder once symbolic links are followed; a path at which
 * there is nothing does. A project may come from anybody, and building it must neither read nor change files of whoever
 * builds it. Throws BuildRefused.
 */
export async function requireInside(folder: string, path: string): Promise<void> {
  const place = await findPlace(join(folder, path))
  if (place === null || isWithin(await realpath(folder), place)) return
  const message = `It leads out of the extension's folder, to ${place}. Put what is meant into the folder, without a link`
  throw new BuildRefused([{ file: path, message }])
}

/** Where a path leads, or null when there is nothing. */
async function findPlace(path: string): Promise<string | null> {
  try {
    return await realpath(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** Whether a place is the folder or lies in it; both without symbolic links. */
export function isWithin(folder: string, place: string): boolean {
  const way = relative(folder, place)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
