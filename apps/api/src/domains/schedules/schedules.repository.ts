import { Injectable } from '@nestjs/common'
import { Database, type Prisma, type Tx } from '../../platform/database/index.ts'

/** Every query of a workspace's schedules names it; what is due is looked for in all of them. */
@Injectable()
export class SchedulesRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  create(tx: Tx, schedule: Prisma.ScheduleUncheckedCreateInput) {
    return tx.schedule.create({ data: schedule })
  }

  /** Locks the workspace's row, so that two do not both find the last free place. */
  async count(tx: Tx, workspaceId: string): Promise<number> {
    await tx.$executeRaw`SELECT 1 FROM workspaces WHERE id = ${workspaceId}::uuid FOR NO KEY UPDATE`
    return tx.schedule.count({ where: { workspaceId } })
  }

  find(workspaceId: string, id: string, db: Tx = this.db) {
    return db.schedule.findFirst({ where: { id, workspaceId } })
  }

  async lock(tx: Tx, workspaceId: string, id: string) {
    await tx.$executeRaw`
      SELECT 1 FROM schedules WHERE id = ${id}::uuid AND workspace_id = ${workspaceId}::uuid FOR UPDATE`
    return this.find(workspaceId, id, tx)
  }

  list(workspaceId: string, installId: string | undefined, after: string | null, limit: number) {
    const where = {
      workspaceId,
      ...(installId !== undefined && { installId }),
      ...(after !== null && { id: { gt: after } }),
    }
    return this.db.schedule.findMany({ where, orderBy: { id: 'asc' }, take: limit })
  }

  async update(tx: Tx, { workspaceId, id }: ScheduleRow, data: Prisma.ScheduleUncheckedUpdateInput): Promise<void> {
    await tx.schedule.updateMany({ where: { workspaceId, id }, data })
  }

  async remove(tx: Tx, { workspaceId, id }: ScheduleRow): Promise<void> {
    await tx.schedule.deleteMany({ where: { workspaceId, id } })
  }

  async removeOfInstall(workspaceId: string, installId: string): Promise<void> {
    await this.db.schedule.deleteMany({ where: { workspaceId, installId } })
  }

  /** When the next of all schedules is due, or null. */
  async nextDue(): Promise<Date | null> {
    const { _min: min } = await this.db.schedule.aggregate({ _min: { nextRunAt: true } })
    return min.nextRunAt
  }

  /** One that is due, locked; what another node has locked is its to send. */
  async lockDue(tx: Tx, now: Date): Promise<ScheduleRow | null> {
    const [due] = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM schedules WHERE next_run_at <= ${now}::timestamptz ORDER BY next_run_at LIMIT 1
      FOR UPDATE SKIP LOCKED`
    return due === undefined ? null : tx.schedule.findUnique({ where: { id: due.id } })
  }
}

export type ScheduleRow = NonNullable<Awaited<ReturnType<SchedulesRepository['find']>>>
