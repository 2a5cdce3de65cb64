import { createHash } from 'node:crypto'

/**
 * Names for the children that a run spawns. What a run does after its last checkpoint is done again when the run is
 * lost, the spawns among it: a spawn of the same type with the same parameters, the same time in a row since the same
 * checkpoint, has the same name, and finds the child that is there.
 */
export class SpawnKeys {
  private readonly counts = new Map<string, number>()

  constructor(private sequence: number) {}

  checkpoint(): void {
    this.sequence += 1
    this.counts.clear()
  }

  next(jobType: string, params: string): string {
    const digest = createHash('sha256').update(`${jobType}\n${params}`).digest('hex')
    const count = this.counts.get(digest) ?? 0
    this.counts.set(digest, count + 1)
    return `${this.sequence}:${digest}:${count}`
  }
}
