import { Injectable } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import { type EventStream, EventStreams } from '../../platform/http/index.ts'
import { workspacesErrors } from './workspaces.errors.ts'
import { type WorkspaceAccess, WorkspacesService } from './workspaces.service.ts'

/** Streams that one person may have open on one node. */
const STREAMS_PER_PERSON = 100

/** Streams of events from a workspace, for its members. */
@Injectable()
export class MemberStreams {
  private readonly openByPerson = new Map<string, number>()

  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly streams: EventStreams,
  ) {}

  /**
   * Answers a request with events. Whoever leaves the workspace, or whose session or token ends, sees no more of it than
   * until the next heartbeat.
   * @throws DomainError `too_many_streams`
   */
  begin(reply: FastifyReply, access: WorkspaceAccess): EventStream {
    const { userId } = access
    const open = this.openByPerson.get(userId) ?? 0
    if (open >= STREAMS_PER_PERSON) throw workspacesErrors.tooManyStreams()
    this.openByPerson.set(userId, open + 1)
    const stream = this.streams.begin(reply, (beating) => {
      this.workspaces.holds(access).then(
        (holds) => holds || beating.end(),
        () => beating.end(),
      )
    })
    stream.onClose(() => this.forget(userId))
    return stream
  }

  private forget(userId: string): void {
    const left = (this.openByPerson.get(userId) ?? 1) - 1
    if (left === 0) this.openByPerson.delete(userId)
    else this.openByPerson.set(userId, left)
  }
}
