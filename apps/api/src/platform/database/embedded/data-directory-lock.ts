import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const SQLITE_BUSY = 5

export interface DataDirectoryLock {
  release(): void
}

export class DataDirectoryInUse extends Error {
  override readonly name = 'DataDirectoryInUse'
}

/**
 * Claims `dataDir` for this process until `release` or the end of the process, however it ends.
 *
 * The claim is a lock of the operating system, so nothing stale can be left behind, unlike a file holding a process id.
 * Node has no call for such a lock, but SQLite takes one on the file of an exclusive transaction. POSIX drops the lock
 * when the process closes any descriptor of that file, so nothing else may open it; the holder's process id, which
 * serves the error message alone, therefore has a file of its own.
 *
 * @throws DataDirectoryInUse when another server holds it.
 */
export async function lockDataDirectory(dataDir: string): Promise<DataDirectoryLock> {
  const holderFile = join(dataDir, 'server.pid')
  const lock = new DatabaseSync(join(dataDir, 'server.lock'))
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    lock.close()
    if ((cause as { errcode?: number }).errcode !== SQLITE_BUSY) throw cause
    const holder = await readHolder(holderFile)
    throw new DataDirectoryInUse(
      `Another Grantry server${holder} is using the data directory ${dataDir}. ` +
        'Stop it first, or give this one a directory of its own in GRANTRY_DATA_DIR.',
      { cause },
    )
  }
  await writeFile(holderFile, `${process.pid}\n`)
  return { release: () => lock.close() }
}

async function readHolder(file: string): Promise<string> {
  try {
    return ` (process ${(await readFile(file, 'utf8')).trim()})`
  } catch (error) {
    // The holder may not have written it yet.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
