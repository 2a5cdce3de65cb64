import { Injectable } from '@nestjs/common'
import {
  type createScheduleSchema,
  extensionIdSchema,
  installIdSchema,
  JOB_LIMITS,
  jobIdSchema,
  type Page,
  qualifiedName,
  type Schedule,
  scheduleIdSchema,
  type scheduleQuerySchema,
  type updateScheduleSchema,
  userIdSchema,
} from '@grantry/contract'
import { z } from 'zod'
import { Clock } from '../../kernel/clock.ts'
import { decodeCursor, toPage } from '../../kernel/paging.ts'
import { Database, Prisma, type Tx } from '../../platform/database/index.ts'
import { AuditService } from '../audit/index.ts'
import { completeParams, JobTypesService, toReason } from '../jobs/index.ts'
import { includesRole, type WorkspaceAccess } from '../workspaces/index.ts'
import { nextTick } from './cron.ts'
import { schedulesErrors } from './schedules.errors.ts'
import { type ScheduleRow, SchedulesRepository } from './schedules.repository.ts'

const cursorSchema = z.tuple([z.uuid()])

/** When which jobs are dispatched. Members make schedules; who made one changes it, and so do admins. */
@Injectable()
export class SchedulesService {
  constructor(
    private readonly repository: SchedulesRepository,
    private readonly types: JobTypesService,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  async create(
    { workspaceId, userId }: WorkspaceAccess,
    input: z.infer<typeof createScheduleSchema>,
  ): Promise<Schedule> {
    const { jobType, cron, timezone, params = {} } = input
    const { install, declaration } = await this.types.get(workspaceId, jobType)
    completeParams(declaration, params)
    const nextRunAt = nextTick(cron, timezone, this.clock.now())
    const row = await this.database.transaction(async (tx) => {
      if ((await this.repository.count(tx, workspaceId)) >= JOB_LIMITS.schedulesPerWorkspace)
        throw schedulesErrors.tooMany()
      const created = await this.repository.create(tx, {
        workspaceId,
        installId: install.id,
        extensionId: install.extension,
        jobName: declaration.name,
        name: input.name ?? declaration.title ?? jobType,
        params: toStored(params),
        cron,
        timezone,
        nextRunAt,
        createdById: userId,
      })
      await this.record(tx, userId, created, 'schedule.created')
      return created
    })
    return toSchedule(row)
  }

  async list({ workspaceId }: WorkspaceAccess, query: z.infer<typeof scheduleQuerySchema>): Promise<Page<Schedule>> {
    const after = decodeCursor(cursorSchema, query.cursor)?.[0] ?? null
    const rows = await this.repository.list(workspaceId, query.install, after, query.limit + 1)
    return toPage(rows, query.limit, toSchedule, ({ id }) => [id])
  }

  async get({ workspaceId }: WorkspaceAccess, id: string): Promise<Schedule> {
    const row = await this.repository.find(workspaceId, id)
    if (row === null) throw schedulesErrors.notFound()
    return toSchedule(row)
  }

  async update(access: WorkspaceAccess, id: string, change: z.infer<typeof updateScheduleSchema>): Promise<Schedule> {
    if (change.params !== undefined) await this.requireFitting(access, id, change.params)
    await this.change(access, id, async (tx, row) => {
      const { cron = row.cron, timezone = row.timezone, state = row.state, name = row.name } = change
      const dueAt = nextTick(cron, timezone, this.clock.now())
      await this.repository.update(tx, row, {
        cron,
        timezone,
        state,
        name,
        nextRunAt: state === 'active' ? dueAt : null,
        reasonCode: null,
        reasonMessage: null,
        ...(change.params !== undefined && { params: toStored(change.params) }),
      })
      await this.record(tx, access.userId, { ...row, cron, timezone, state }, 'schedule.changed')
    })
    return this.get(access, id)
  }

  async remove(access: WorkspaceAccess, id: string): Promise<void> {
    await this.change(access, id, async (tx, row) => {
      await this.repository.remove(tx, row)
      await this.record(tx, access.userId, row, 'schedule.removed')
    })
  }

  private async requireFitting(access: WorkspaceAccess, id: string, params: unknown): Promise<void> {
    const { jobType } = await this.get(access, id)
    const { declaration } = await this.types.get(access.workspaceId, jobType)
    completeParams(declaration, params)
  }

  private async change(
    access: WorkspaceAccess,
    id: string,
    work: (tx: Tx, row: ScheduleRow) => Promise<void>,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const row = await this.repository.lock(tx, access.workspaceId, id)
      if (row === null) throw schedulesErrors.notFound()
      if (row.createdById !== access.userId && !includesRole(access.role, 'admin')) throw schedulesErrors.notYours()
      await work(tx, row)
    })
  }

  private record(tx: Tx, actorId: string, row: ScheduleRow, action: string): Promise<void> {
    const { id, workspaceId, extensionId, jobName, cron, timezone, state } = row
    const data = { jobType: qualifiedName(extensionId, jobName), cron, timezone, state }
    return this.audit.append(tx, { actorId, action, subject: `schedule:${id}`, workspaceId, data })
  }
}

const toStored = (params: unknown): Prisma.InputJsonValue | typeof Prisma.JsonNull =>
  params === null ? Prisma.JsonNull : (params as Prisma.InputJsonValue)

const toSchedule = (row: ScheduleRow): Schedule => ({
  id: scheduleIdSchema.parse(row.id),
  name: row.name,
  installId: installIdSchema.parse(row.installId),
  extension: extensionIdSchema.parse(row.extensionId),
  jobType: qualifiedName(row.extensionId, row.jobName),
  params: row.params,
  cron: row.cron,
  timezone: row.timezone,
  state: row.state,
  reason: toReason(row.reasonCode, row.reasonMessage),
  nextRunAt: row.nextRunAt?.toISOString() ?? null,
  last:
    row.lastAt === null || row.lastOutcome === null
      ? null
      : {
          at: row.lastAt.toISOString(),
          outcome: row.lastOutcome,
          jobId: row.lastJobId === null ? null : jobIdSchema.parse(row.lastJobId),
          reason: toReason(row.lastReasonCode, row.lastReasonMessage),
        },
  createdBy: userIdSchema.parse(row.createdById),
  createdAt: row.createdAt.toISOString(),
})
