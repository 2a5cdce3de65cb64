import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { Digest } from '@grantry/contract'
import {
  asidePathOf,
  asideShelfPathOf,
  blobPathOf,
  digestOfFile,
  ifThere,
  shelfName,
  shelfPathOf,
} from './blob-paths.ts'

const DAY_MS = 86_400_000
/** So long after it was put last, whoever put a blob has named it or never will. */
const NAMED_WITHIN_MS = DAY_MS
/** What is set aside stays as long: a copy of the database may be put back that still names it. */
const KEPT_ASIDE_MS = 7 * DAY_MS
/** What a crash has left of a blob that was being written. */
const DRAFT = /^[0-9a-f]{62}\.[0-9a-f-]{36}$/
/** Blobs asked for in one question. */
const BATCH = 1_000

/** Which of some blobs are named by anything that is kept. */
export type FindNamed = (digests: readonly Digest[]) => Promise<ReadonlySet<string>>

/** How many blobs were set aside, removed for good, and taken back. */
export interface Swept {
  setAside: number
  removed: number
  takenBack: number
}

interface Sweep {
  root: string
  shelf: number
  findNamed: FindNamed
  now: Date
}

/**
 * One shelf of a directory of blobs. Nothing is removed that was not seen without a name twice, a week apart; in between, it
 * is found where it waits. So neither a write under way nor another server that sweeps can lose anything.
 */
export async function sweepShelf(sweep: Sweep): Promise<Swept> {
  const { removed, takenBack } = await endThoseAside(sweep)
  return { removed, takenBack, setAside: await setAside(sweep) }
}

async function endThoseAside({ root, shelf, findNamed, now }: Sweep): Promise<Pick<Swept, 'removed' | 'takenBack'>> {
  const found = await filesBefore(asideShelfPathOf(root, shelfName(shelf)), now.getTime() - KEPT_ASIDE_MS)
  const digests = blobsAmong(shelf, found)
  const named = await allNamed(digests, findNamed)
  let [removed, takenBack] = [0, 0]
  for (const digest of digests) {
    const aside = asidePathOf(root, digest)
    if (named.has(digest)) takenBack += (await ifThere(rename(aside, blobPathOf(root, digest)))) ? 1 : 0
    else removed += (await ifThere(rm(aside))) ? 1 : 0
  }
  return { removed, takenBack }
}

async function setAside({ root, shelf, findNamed, now }: Sweep): Promise<number> {
  const folder = shelfPathOf(root, shelfName(shelf))
  const found = await filesBefore(folder, now.getTime() - NAMED_WITHIN_MS)
  const digests = blobsAmong(shelf, found)
  for (const file of found) if (DRAFT.test(file)) await rm(join(folder, file), { force: true })
  const named = await allNamed(digests, findNamed)
  const unnamed = digests.filter((digest) => !named.has(digest))
  if (unnamed.length > 0) await mkdir(asideShelfPathOf(root, shelfName(shelf)), { recursive: true })
  let count = 0
  for (const digest of unnamed) {
    const path = blobPathOf(root, digest)
    // It waits from now on, and does so however this ends.
    const isMoved = (await ifThere(utimes(path, now, now))) && (await ifThere(rename(path, asidePathOf(root, digest))))
    count += isMoved ? 1 : 0
  }
  return count
}

const blobsAmong = (shelf: number, files: readonly string[]): Digest[] =>
  files.flatMap((file) => digestOfFile(shelfName(shelf), file) ?? [])

/** Names of the files in a folder that nobody has touched since; none when there is no folder. */
async function filesBefore(folder: string, before: number): Promise<string[]> {
  const old: string[] = []
  for (const file of await namesIn(folder)) {
    const isOld = await stat(join(folder, file)).then(
      (found) => found.isFile() && found.mtimeMs < before,
      () => false,
    )
    if (isOld) old.push(file)
  }
  return old
}

const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })

async function allNamed(digests: readonly Digest[], findNamed: FindNamed): Promise<ReadonlySet<string>> {
  const named = new Set<string>()
  for (let first = 0; first < digests.length; first += BATCH)
    for (const digest of await findNamed(digests.slice(first, first + BATCH))) named.add(digest)
  return named
}
