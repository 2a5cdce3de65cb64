import { join } from 'node:path'
import { type Digest, digestSchema } from '@grantry/contract'

/** The first two digits of the hex of a digest name the shelf that it stands on. */
export const SHELVES = 256

const PREFIX = 'sha256:'
const SHELF_DIGITS = 2

export const shelfPathOf = (root: string, shelf: string): string => join(root, shelf)
/** Where what nothing names waits for its end. */
export const asideShelfPathOf = (root: string, shelf: string): string => join(root, 'unnamed', shelf)

export const shelfName = (shelf: number): string => shelf.toString(16).padStart(SHELF_DIGITS, '0')

export const blobPathOf = (root: string, digest: Digest): string =>
  join(shelfPathOf(root, shelfOf(digest)), restOf(digest))
export const asidePathOf = (root: string, digest: Digest): string =>
  join(asideShelfPathOf(root, shelfOf(digest)), restOf(digest))

/** The blob that a file on a shelf is; null for a file that is none. */
export const digestOfFile = (shelf: string, file: string): Digest | null =>
  digestSchema.safeParse(`${PREFIX}${shelf}${file}`).data ?? null

const shelfOf = (digest: Digest) => digest.slice(PREFIX.length, PREFIX.length + SHELF_DIGITS)
const restOf = (digest: Digest) => digest.slice(PREFIX.length + SHELF_DIGITS)

/** Whether something could be done with a file; false when it is not there, or not any more. */
export async function ifThere(done: Promise<unknown>): Promise<boolean> {
  try {
    await done
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}
