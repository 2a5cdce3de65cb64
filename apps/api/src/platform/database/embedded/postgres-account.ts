import { spawnSync } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'

import { postgresEnvironment } from './postgres-binaries.ts'
import type { PostgresBinaries } from './postgres-binaries.ts'

/** The owner of a new cluster when we are root, as whom PostgreSQL refuses to run: `nobody`, which every system has. */
const NOBODY = { uid: 65534, gid: 65534 }

export interface Owner {
  uid: number
  gid: number
}

export interface Command {
  file: string
  args: string[]
  /** Set when the child must change its account between fork and exec. */
  owner?: Owner
}

/** Turns a program and its arguments into the command that runs it as the owner of the cluster. */
export type RunAsOwner = (program: string, args: string[]) => Command

/** Who owns the cluster in `directory`, or is to own it when it does not exist yet. */
export async function findClusterOwner(directory: string): Promise<Owner> {
  const existing = await stat(directory, { throwIfNoEntry: false })
  const [uid, gid] = [process.getuid!(), process.getgid!()]
  if (uid === 0) return existing && existing.uid !== 0 ? { uid: existing.uid, gid: existing.gid } : NOBODY
  if (existing && existing.uid !== uid) {
    throw new Error(
      `${directory} belongs to user ${existing.uid}, but the server runs as user ${uid}. ` +
        `Run it as user ${existing.uid} or as root, or change the owner of the whole directory.`,
    )
  }
  return { uid, gid }
}

/**
 * Picks the way to run PostgreSQL as `owner` that takes the least privilege and works.
 *
 * Changing the account is normally enough. It is not when something on the way is closed to that account, such as a
 * clone in /root (mode 0700). Root may walk there thanks to two capabilities, so then PostgreSQL keeps one of them:
 * `dac_read_search` (read and traverse) where root has it, else `dac_override` (which containers grant and which also
 * runs files that only root may execute). All other capabilities are dropped for good. PostgreSQL's programs check
 * each other with access(2), which ignores capabilities of a user who is not root unless `no_setuid_fixup` is set.
 *
 * Each way is tried for real, in every place PostgreSQL will have to enter: reading mode bits would miss access
 * control lists, mount options and security modules.
 *
 * @throws when none works, naming the directory that is closed.
 */
export async function chooseAccount(
  owner: Owner,
  binaries: PostgresBinaries,
  directories: string[],
): Promise<RunAsOwner> {
  const ways = process.getuid!() === 0 ? waysToBecome(owner) : [runDirectly]
  const failures: string[] = []
  for (const way of ways) {
    const failure = tryOut(way, binaries, directories)
    if (failure === null) return way
    failures.push(failure)
  }
  const closed = await findClosedDirectory(owner, [...directories, dirname(binaries.postgres)])
  throw new Error(
    `PostgreSQL cannot run as user ${owner.uid}: ${failures[0]}. ` +
      (closed
        ? `The directory ${closed} is closed to that user: open it with "chmod o+x ${closed}", ` +
          'or move the data with GRANTRY_DATA_DIR, or set DATABASE_URL.'
        : 'Set DATABASE_URL to use another PostgreSQL.'),
  )
}

const runDirectly: RunAsOwner = (file, args) => ({ file, args })

function waysToBecome(owner: Owner): RunAsOwner[] {
  const plainly: RunAsOwner = (file, args) => ({ file, args, owner })
  const keeping =
    (capability: string): RunAsOwner =>
    (program, args) => ({
      file: 'setpriv',
      args: [
        `--reuid=${owner.uid}`,
        `--regid=${owner.gid}`,
        '--clear-groups',
        '--securebits=+no_setuid_fixup',
        `--inh-caps=-all,+${capability}`,
        `--ambient-caps=-all,+${capability}`,
        `--bounding-set=-all,+${capability}`,
        '--',
        program,
        ...args,
      ],
    })
  return [plainly, keeping('dac_read_search'), keeping('dac_override')]
}

/** Why `way` does not work, or null when it does. */
function tryOut(way: RunAsOwner, binaries: PostgresBinaries, directories: string[]): string | null {
  const script = 'postgres=$1; shift; for place do cd "$place" || exit 1; done; exec "$postgres" --version'
  const { file, args, owner } = way('/bin/sh', ['-c', script, 'sh', binaries.postgres, ...directories])
  const env = postgresEnvironment(binaries)
  const result = spawnSync(file, args, { ...owner, cwd: '/', env, encoding: 'utf8' })
  if (result.status === 0) return null
  return result.error?.message ?? result.stderr.trim()
}

/** The topmost directory on the way to `paths` that `owner` may not enter, going by mode bits; for the message only. */
async function findClosedDirectory(owner: Owner, paths: string[]): Promise<string | null> {
  for (const path of paths) {
    for (const directory of withAncestors(path)) {
      const { mode, uid, gid } = await stat(directory)
      const bit = uid === owner.uid ? 0o100 : gid === owner.gid ? 0o010 : 0o001
      if ((mode & bit) === 0) return directory
    }
  }
  return null
}

function withAncestors(path: string): string[] {
  const parent = dirname(path)
  return parent === path ? [path] : [...withAncestors(parent), path]
}
