import { Injectable, Logger } from '@nestjs/common'
import type { EventStream } from '../../platform/http/index.ts'
import { Signals } from '../../platform/queue/index.ts'
import { LOG_CHANNEL, type LogFilter, LogsRepository } from './logs.repository.ts'
import { LogsService, toLogLine } from './logs.service.ts'

const LINES_AT_ONCE = 200

/** Somebody who looks on, and how far they have seen. Looks go one after the other. */
interface Viewer {
  filter: LogFilter
  stream: EventStream
  seen: bigint
  looking: Promise<void>
  /** Lines have come that no look has begun for. */
  isDue: boolean
}

/** Sends new lines of logs to all who watch them on this node, whichever node they were written on. */
@Injectable()
export class LogWatch {
  private readonly logger = new Logger('logs')
  private readonly viewers = new Map<string, Set<Viewer>>()

  constructor(
    private readonly repository: LogsRepository,
    private readonly logs: LogsService,
    signals: Signals,
  ) {
    signals.listen(LOG_CHANNEL, {
      heard: (installId) => this.viewers.get(installId)?.forEach((viewer) => this.look(viewer)),
      missed: () => this.viewers.forEach((viewers) => viewers.forEach((viewer) => this.look(viewer))),
    })
  }

  /** Says where it begins, behind a line or behind the newest, and sends what comes after that. */
  watch(filter: LogFilter, stream: EventStream, after: bigint | null): void {
    const viewer: Viewer = { filter, stream, seen: 0n, looking: Promise.resolve(), isDue: false }
    this.join(viewer)
    this.inTurn(viewer, async () => {
      await this.logs.flush()
      viewer.seen = after ?? (await this.repository.newest(filter.workspaceId, filter.installId))
      stream.send('ready', {}, String(viewer.seen))
      await this.sendNew(viewer)
    })
  }

  private join(viewer: Viewer): void {
    const { installId } = viewer.filter
    const others = this.viewers.get(installId) ?? new Set()
    this.viewers.set(installId, others.add(viewer))
    viewer.stream.onClose(() => {
      others.delete(viewer)
      if (others.size === 0 && this.viewers.get(installId) === others) this.viewers.delete(installId)
    })
  }

  /** Lines that come while a look is still to begin are read by it. */
  private look(viewer: Viewer): void {
    if (viewer.isDue) return
    viewer.isDue = true
    this.inTurn(viewer, () => {
      viewer.isDue = false
      return this.sendNew(viewer)
    })
  }

  private inTurn(viewer: Viewer, work: () => Promise<void>): void {
    viewer.looking = viewer.looking.then(work).catch((error: unknown) => {
      this.logger.warn({ msg: 'new lines of a log could not be shown', err: error })
      // They connect again, and go on behind the last line they have.
      viewer.stream.end()
    })
  }

  /** What was newest when the look began is the end of it; lines that are not wanted count as seen as well. */
  private async sendNew(viewer: Viewer): Promise<void> {
    const { filter, stream } = viewer
    const newest = await this.repository.newest(filter.workspaceId, filter.installId)
    while (viewer.seen < newest && stream.isOpen) {
      const lines = await this.repository.listAfter(filter, viewer.seen, newest, LINES_AT_ONCE)
      const last = lines.at(-1)
      if (last !== undefined) stream.send('lines', { items: lines.map(toLogLine) }, String(last.id))
      viewer.seen = last !== undefined && lines.length === LINES_AT_ONCE ? last.id : newest
    }
  }
}
