import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const PAGE_BYTES = 4_096

/** What a process holds on to, as the operating system counts it. */
export interface Footprint {
  readonly sockets: number
  readonly descriptors: number
  readonly residentBytes: number
}

export function footprintOf(pid: number): Footprint {
  const links = readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => linkOf(`/proc/${pid}/fd/${descriptor}`))
  const [, residentPages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')
  return {
    sockets: links.filter((link) => link.startsWith('socket:')).length,
    descriptors: links.length,
    residentBytes: Number(residentPages) * PAGE_BYTES,
  }
}

/** The timers of this process that keep it running. Whoever asks from a poll finds that of the poll among them. */
export const activeTimers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length

/** Nothing, for the descriptor that was open only to list them. */
function linkOf(path: string): string[] {
  try {
    return [readlinkSync(path)]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return []
  }
}
