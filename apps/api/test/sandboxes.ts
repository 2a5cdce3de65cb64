import { readdir, readFile } from 'node:fs/promises'

/** Sandboxes that a process has started and that live. */
export async function sandboxesOf(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger)
  const checked = await Promise.all(pids.map(async (pid) => ((await isSandboxOf(pid, parent)) ? pid : null)))
  return checked.filter((pid) => pid !== null)
}

async function isSandboxOf(pid: number, parent: number): Promise<boolean> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    if (Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]) !== parent) return false
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('--permission')
  } catch (error) {
    // It has ended since.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  }
}
