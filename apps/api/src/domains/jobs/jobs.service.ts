import { Injectable } from '@nestjs/common'
import {
  type Job,
  JOB_LIMITS,
  type JobLine,
  type jobLineQuerySchema,
  type jobQuerySchema,
  type JobSummary,
  type Page,
} from '@grantry/contract'
import { z } from 'zod'
import { Clock } from '../../kernel/clock.ts'
import { decodeCursor, toPage } from '../../kernel/paging.ts'
import type { WorkspaceAccess } from '../workspaces/index.ts'
import { ClaimsRepository } from './claims.repository.ts'
import { jobsErrors } from './jobs.errors.ts'
import { type JobRow, JobsRepository } from './jobs.repository.ts'
import { obstacleReason } from './obstacles.ts'
import { toJob, toJobSummary, toLine } from './views.ts'

const jobCursor = z.tuple([z.uuid()])
const lineCursor = z.tuple([z.string().regex(/^\d{1,18}$/)])

const idsOf = (rows: readonly JobRow[]): string[] => rows.map(({ id }) => id)

/** Jobs, looked at. */
@Injectable()
export class JobsService {
  constructor(
    private readonly repository: JobsRepository,
    private readonly claims: ClaimsRepository,
    private readonly clock: Clock,
  ) {}

  async list(
    { workspaceId }: Pick<WorkspaceAccess, 'workspaceId'>,
    query: z.infer<typeof jobQuerySchema>,
  ): Promise<Page<JobSummary>> {
    const [extensionId, name] = query.jobType?.split(':') ?? []
    const rows = await this.repository.list({
      workspaceId,
      state: query.state,
      ...(query.jobType !== undefined && { extensionId: extensionId ?? '', name: name ?? '' }),
      installId: query.install,
      parentId: query.parent === 'none' ? null : query.parent,
      before: decodeCursor(jobCursor, query.cursor)?.[0] ?? null,
      limit: query.limit + 1,
    })
    const summaries = new Map(
      (await this.summarise(workspaceId, rows)).map((summary) => [summary.id as string, summary]),
    )
    return toPage(
      rows,
      query.limit,
      ({ id }) => summaries.get(id)!,
      ({ id }) => [id],
    )
  }

  async get({ workspaceId }: Pick<WorkspaceAccess, 'workspaceId'>, id: string): Promise<Job> {
    const row = await this.repository.findInFull(workspaceId, id)
    if (row === null) throw jobsErrors.jobNotFound()
    const newest = (kind: 'warning' | 'error') =>
      this.repository.listLines({
        workspaceId,
        jobId: id,
        kind,
        order: 'newest',
        after: null,
        limit: JOB_LIMITS.linesShown,
      })
    const [[summary], warnings, errors, checkpoint] = await Promise.all([
      this.summarise(workspaceId, [row]),
      newest('warning'),
      newest('error'),
      this.repository.findCheckpoint(workspaceId, id),
    ])
    return toJob(row, summary!, { warnings, errors, checkpoint })
  }

  /** Null when there is no such job (any more). */
  async findSummary(workspaceId: string, id: string): Promise<JobSummary | null> {
    const row = await this.repository.find(workspaceId, id)
    return row === null ? null : ((await this.summarise(workspaceId, [row]))[0] ?? null)
  }

  async listLines(
    access: Pick<WorkspaceAccess, 'workspaceId'>,
    id: string,
    query: z.infer<typeof jobLineQuerySchema>,
  ): Promise<Page<JobLine>> {
    await this.require(access, id)
    const after = decodeCursor(lineCursor, query.cursor)?.[0]
    const rows = await this.repository.listLines({
      workspaceId: access.workspaceId,
      jobId: id,
      kind: query.kind,
      order: query.order,
      after: after === undefined ? null : BigInt(after),
      limit: query.limit + 1,
    })
    return toPage(rows, query.limit, toLine, (row) => [String(row.id)])
  }

  /** @throws DomainError `not_found` */
  async require({ workspaceId }: Pick<WorkspaceAccess, 'workspaceId'>, id: string): Promise<JobRow> {
    const row = await this.repository.find(workspaceId, id)
    if (row === null) throw jobsErrors.jobNotFound()
    return row
  }

  private async summarise(workspaceId: string, rows: readonly JobRow[]): Promise<JobSummary[]> {
    const waiting = rows.filter(({ state, reasonCode }) => state === 'queued' && reasonCode === null)
    const [counts, obstacles] = await Promise.all([
      this.repository.countChildren(workspaceId, idsOf(rows)),
      this.claims.findObstacles(workspaceId, idsOf(waiting), this.clock.now()),
    ])
    return rows.map((row) => {
      const found = obstacles.find(({ id }) => id === row.id)
      const children = counts.filter(({ parentId }) => parentId === row.id)
      return toJobSummary(row, children, found === undefined ? null : obstacleReason(found.obstacle))
    })
  }
}
