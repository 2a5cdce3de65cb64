import { Injectable, Logger } from '@nestjs/common'
import { ENDED_JOB_STATES, type JobState, type WorkspaceId } from '@grantry/contract'
import type { EventStream } from '../../platform/http/index.ts'
import { type JobChange, JobChanges } from './job-changes.service.ts'
import { JobsRepository } from './jobs.repository.ts'
import { JobsService } from './jobs.service.ts'
import { toLine } from './views.ts'

const LINES_AT_ONCE = 200

/** What is watched, and by whom. Looks at it go one after the other, so that nobody sees an older state after a newer. */
interface Watched {
  workspaceId: WorkspaceId
  /** All who are connected, and those of them who have had their snapshot. */
  members: Set<EventStream>
  viewers: Set<EventStream>
  /** The newest line that the viewers have been sent. */
  line: bigint
  looking: Promise<void>
  /** Jobs that have changed and are still to be looked at. */
  changed: Set<string>
}

const isEnded = (state: JobState): boolean => ENDED_JOB_STATES.includes(state)

/** Sends every change of a job to all who watch it on this node: each change is read once, however many they are. */
@Injectable()
export class JobWatch {
  private readonly logger = new Logger('jobs')
  private readonly jobs = new Map<string, Watched>()
  private readonly workspaces = new Map<string, Watched>()

  constructor(
    private readonly service: JobsService,
    private readonly repository: JobsRepository,
    changes: JobChanges,
  ) {
    changes.listen({
      changed: (change) => this.changed(change),
      missed: () => {
        for (const [id, watched] of this.jobs) this.look(watched, () => this.sendChange(id, watched))
        for (const { viewers } of this.workspaces.values()) viewers.forEach((stream) => stream.send('ready', {}))
      },
    })
  }

  /** Sends a snapshot, the lines after `lastLine` when the viewer comes back, and from then on every change. */
  watch(workspaceId: WorkspaceId, jobId: string, stream: EventStream, lastLine: bigint | null): void {
    const watched = this.join(this.jobs, jobId, workspaceId, stream)
    this.look(watched, async () => {
      watched.line = await this.catchUp(watched, jobId)
      const job = await this.service.get({ workspaceId }, jobId)
      stream.send('snapshot', job, String(lastLine ?? watched.line))
      if (lastLine !== null) await this.sendLines(watched, jobId, [stream], lastLine, watched.line)
      if (stream.isOpen) watched.viewers.add(stream)
      if (isEnded(job.state)) this.finish([stream], job.state)
    })
  }

  /** Sends every change of any job of a workspace. */
  watchAll(workspaceId: WorkspaceId, stream: EventStream): void {
    const watched = this.join(this.workspaces, workspaceId, workspaceId, stream)
    watched.viewers.add(stream)
    stream.send('ready', {})
  }

  private join(all: Map<string, Watched>, id: string, workspaceId: WorkspaceId, stream: EventStream): Watched {
    const watched: Watched = all.get(id) ?? {
      workspaceId,
      members: new Set(),
      viewers: new Set(),
      line: 0n,
      looking: Promise.resolve(),
      changed: new Set(),
    }
    all.set(id, watched)
    watched.members.add(stream)
    stream.onClose(() => {
      watched.members.delete(stream)
      watched.viewers.delete(stream)
      if (watched.members.size === 0) all.delete(id)
    })
    return watched
  }

  private changed({ workspaceId, jobId, parentId }: JobChange): void {
    for (const id of [jobId, parentId]) {
      const watched = id === null ? undefined : this.jobs.get(id)
      if (id !== null && watched !== undefined) this.lookAt(watched, id, () => this.sendChange(id, watched))
    }
    const all = this.workspaces.get(workspaceId)
    if (all !== undefined) this.lookAt(all, jobId, () => this.sendSummary(all, jobId))
  }

  private async sendChange(jobId: string, watched: Watched): Promise<void> {
    if (watched.viewers.size === 0) return
    const summary = await this.service.findSummary(watched.workspaceId, jobId)
    const viewers = [...watched.viewers]
    if (summary === null) return viewers.forEach((stream) => stream.end())
    watched.line = await this.sendLines(watched, jobId, viewers, watched.line, null)
    for (const stream of viewers) stream.send('change', summary, String(watched.line))
    if (isEnded(summary.state)) this.finish(viewers, summary.state)
  }

  private async sendSummary({ workspaceId, viewers }: Watched, jobId: string): Promise<void> {
    const summary = await this.service.findSummary(workspaceId, jobId)
    if (summary !== null) viewers.forEach((stream) => stream.send('change', summary))
  }

  /** Brings those who watch already to the newest line, so that somebody new can begin there. */
  private catchUp(watched: Watched, jobId: string): Promise<bigint> {
    const viewers = [...watched.viewers]
    if (viewers.length === 0) return this.repository.newestLine(watched.workspaceId, jobId)
    return this.sendLines(watched, jobId, viewers, watched.line, null)
  }

  /** The lines after one and up to another, or up to the newest. Answers the last of them. */
  private async sendLines(
    { workspaceId }: Watched,
    jobId: string,
    viewers: readonly EventStream[],
    from: bigint,
    upTo: bigint | null,
  ): Promise<bigint> {
    for (let after = from; ;) {
      const filter = { workspaceId, jobId, kind: undefined, order: 'oldest', after, limit: LINES_AT_ONCE } as const
      const found = await this.repository.listLines(filter)
      const lines = found.filter(({ id }) => upTo === null || id <= upTo)
      after = lines.at(-1)?.id ?? after
      if (lines.length > 0)
        for (const stream of viewers) stream.send('lines', { items: lines.map(toLine) }, String(after))
      if (lines.length < LINES_AT_ONCE) return after
    }
  }

  private finish(viewers: readonly EventStream[], state: JobState): void {
    for (const stream of viewers) {
      stream.send('end', { state })
      stream.end()
    }
  }

  /** Changes that come while the one before is still to be read are read together. */
  private lookAt(watched: Watched, jobId: string, look: () => Promise<void>): void {
    if (watched.changed.has(jobId)) return
    watched.changed.add(jobId)
    this.look(watched, () => {
      watched.changed.delete(jobId)
      return look()
    })
  }

  private look(watched: Watched, look: () => Promise<void>): void {
    watched.looking = watched.looking.then(look).catch((error: unknown) => {
      this.logger.warn({ msg: 'a change of a job could not be shown', err: error })
      // They connect again, and begin with how things are by then.
      watched.viewers.forEach((stream) => stream.end())
    })
  }
}
