import { Injectable } from '@nestjs/common'
import { type JobReason, qualifiedName, workspaceIdSchema } from '@grantry/contract'
import { DomainError } from '../../kernel/domain-error.ts'
import type { Prisma, Tx } from '../../platform/database/index.ts'
import { completeParams, DispatchService, type FoundJob, JobTypesService } from '../jobs/index.ts'
import { includesRole, WorkspacesService } from '../workspaces/index.ts'
import type { ScheduleRow } from './schedules.repository.ts'

/** What is to be dispatched. A schedule keeps what it was given; defaults are those of the version that runs now. */
interface Due {
  found: FoundJob
  params: unknown
}

/** Dispatches what a schedule is for, in the name of the person who made it. */
@Injectable()
export class ScheduledDispatch {
  constructor(
    private readonly dispatching: DispatchService,
    private readonly types: JobTypesService,
    private readonly workspaces: WorkspacesService,
  ) {}

  /**
   * What is to be written down of it. Overlapping is skipped: a job that takes longer than the time between two of its
   * schedule is not piled up.
   */
  async send(tx: Tx, schedule: ScheduleRow): Promise<Prisma.ScheduleUncheckedUpdateInput> {
    const { workspaceId, lastJobId } = schedule
    // First, because a job of the time before may stand still for the very reason for which this one is refused.
    const due = await this.find(schedule)
    if ('code' in due) return notSent('refused', due)
    if (lastJobId !== null && (await this.dispatching.isOpen(tx, workspaceId, lastJobId)))
      return notSent('skipped', STILL_THERE)
    const by = { origin: 'schedule', userId: schedule.createdById, scheduleId: schedule.id } as const
    const sent = await reasonOf(this.dispatching.dispatchIn(tx, due.found, due.params, by))
    if ('code' in sent) return notSent('refused', sent)
    return { lastOutcome: 'dispatched', lastJobId: sent.id, lastReasonCode: null, lastReasonMessage: null }
  }

  /** The job and its parameters, or why it cannot be dispatched for the person. */
  private async find(schedule: ScheduleRow): Promise<Due | JobReason> {
    const { workspaceId, extensionId, jobName, createdById, params } = schedule
    const role = await this.workspaces.findRole(workspaceIdSchema.parse(workspaceId), createdById)
    if (role === null || !includesRole(role, 'member')) return PERSON_LEFT
    return reasonOf(this.lookUp({ workspaceId, userId: createdById }, qualifiedName(extensionId, jobName), params))
  }

  private async lookUp(by: { workspaceId: string; userId: string }, jobType: string, given: unknown): Promise<Due> {
    const found = await this.types.get(by.workspaceId, jobType)
    const params = completeParams(found.declaration, given)
    await this.dispatching.requirePaid(found, by.userId)
    return { found, params }
  }
}

/** What came of it, or why nothing did, where that is nobody's mistake here. */
async function reasonOf<T>(work: Promise<T>): Promise<T | JobReason> {
  try {
    return await work
  } catch (error) {
    if (error instanceof DomainError) return { code: error.code, message: error.message }
    throw error
  }
}

const notSent = (lastOutcome: 'skipped' | 'refused', { code, message }: JobReason) => ({
  lastOutcome,
  lastReasonCode: code,
  lastReasonMessage: message,
})

const STILL_THERE: JobReason = { code: 'still_running', message: 'The job of the time before had not ended.' }
const PERSON_LEFT: JobReason = {
  code: 'person_left',
  message: 'The person who made the schedule may no longer run jobs in the workspace.',
}
