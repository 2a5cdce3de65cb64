import { Injectable } from '@nestjs/common'
import { Database, type Prisma, type Tx } from '../../platform/database/index.ts'

export type ProviderCallState = 'decided' | 'answered' | 'refused' | 'unresolved'

export interface ProviderCallRow {
  /** The idempotency key. */
  id: string
  kind: string
  subject: string
  params: unknown
  state: ProviderCallState
  attempts: number
  objectId: string | null
  answer: unknown
  errorCode: string | null
  errorMessage: string | null
  createdAt: Date
  nextAttemptAt: Date
  endedAt: Date | null
  retriedAt: Date | null
}

@Injectable()
export class ProviderCallsRepository {
  constructor(private readonly database: Database) {}

  async insert(tx: Tx, call: Pick<ProviderCallRow, 'kind' | 'subject' | 'params' | 'createdAt'>): Promise<string> {
    const { kind, subject, params, createdAt } = call
    const data = { kind, subject, params: params as Prisma.InputJsonValue, createdAt, nextAttemptAt: createdAt }
    const { id } = await tx.providerCall.create({ data, select: { id: true } })
    return id
  }

  find(id: string): Promise<ProviderCallRow | null> {
    return this.database.client.providerCall.findUnique({ where: { id } })
  }

  get(id: string): Promise<ProviderCallRow> {
    return this.database.client.providerCall.findUniqueOrThrow({ where: { id } })
  }

  /** Under the lock of its row. */
  async lock(tx: Tx, id: string): Promise<ProviderCallRow> {
    await tx.$executeRaw`SELECT 1 FROM provider_calls WHERE id = ${id}::uuid FOR UPDATE`
    return tx.providerCall.findUniqueOrThrow({ where: { id } })
  }

  async update(
    tx: Tx,
    id: string,
    change: Partial<Omit<ProviderCallRow, 'id' | 'params' | 'answer'>> & { answer?: unknown },
  ): Promise<ProviderCallRow> {
    const { answer, ...rest } = change
    const data = { ...rest, ...(answer !== undefined && { answer: answer as Prisma.InputJsonValue }) }
    return tx.providerCall.update({ where: { id }, data })
  }

  /** Those of all kinds, or of one. */
  async markRetried(tx: Tx, of: { subjects: readonly string[]; kind?: string }, retriedAt: Date): Promise<void> {
    const { kind, subjects } = of
    const which = { subject: { in: [...subjects] }, ...(kind !== undefined && { kind }) }
    await tx.providerCall.updateMany({ where: { ...which, state: 'refused', retriedAt: null }, data: { retriedAt } })
  }

  async findFirm(tx: Tx, kind: string, subject: string): Promise<string | null> {
    const where = { kind, subject, state: { in: ['decided' as const, 'answered' as const] } }
    return (await tx.providerCall.findFirst({ where, orderBy: { id: 'desc' }, select: { id: true } }))?.id ?? null
  }

  /** The oldest that has no answer yet. */
  async findWaiting(kind: string, subject: string, db: Tx = this.database.client): Promise<string | null> {
    const where = { kind, subject, state: 'decided' as const }
    return (await db.providerCall.findFirst({ where, orderBy: { id: 'asc' }, select: { id: true } }))?.id ?? null
  }

  /** What should have been tried by now, oldest first. */
  async due(before: Date, limit: number): Promise<string[]> {
    const rows = await this.database.client.providerCall.findMany({
      where: { state: 'decided', nextAttemptAt: { lte: before } },
      orderBy: { nextAttemptAt: 'asc' },
      select: { id: true },
      take: limit,
    })
    return rows.map(({ id }) => id)
  }

  /** Calls that came to nothing, and those that are tried again, newest first. */
  troubles(after: string | null, limit: number): Promise<ProviderCallRow[]> {
    return this.database.client.providerCall.findMany({
      where: {
        OR: [
          { state: { in: ['refused', 'unresolved'] }, retriedAt: null },
          { state: 'decided', attempts: { gt: 0 } },
        ],
        ...(after !== null && { id: { lt: after } }),
      },
      orderBy: { id: 'desc' },
      take: limit,
    })
  }

  countByState(): Promise<{ state: ProviderCallState; count: number }[]> {
    return this.database.client.$queryRaw`
      SELECT state::text AS state, count(*)::int AS count FROM provider_calls GROUP BY state`
  }
}
