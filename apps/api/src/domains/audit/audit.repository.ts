import { Injectable } from '@nestjs/common'
import { Database, type Prisma, type Tx } from '../../platform/database/index.ts'
import type { ChainedEvent } from './audit-chain.ts'

/** Any constant: the one lock under which the chain grows. */
const CHAIN_LOCK = 7_270_101

export type StoredEvent = ChainedEvent & { id: bigint; hash: string }

@Injectable()
export class AuditRepository {
  constructor(private readonly database: Database) {}

  /** Serialises writers until their transactions end, so that the chain never forks. Answers the newest hash. */
  async lockChain(tx: Tx): Promise<string | null> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${CHAIN_LOCK})`
    const last = await tx.auditEvent.findFirst({ orderBy: { id: 'desc' }, select: { hash: true } })
    return last?.hash ?? null
  }

  async insert(tx: Tx, event: ChainedEvent & { hash: string }): Promise<void> {
    await tx.auditEvent.create({ data: { ...event, data: event.data as Prisma.InputJsonValue } })
  }

  /** In their order; from the very first when `id` is null. */
  async after(id: bigint | null, limit: number): Promise<StoredEvent[]> {
    const where = id === null ? {} : { id: { gt: id } }
    return this.database.client.auditEvent.findMany({ where, orderBy: { id: 'asc' }, take: limit })
  }

  async ofSubject(subject: string, limit: number): Promise<StoredEvent[]> {
    return this.database.client.auditEvent.findMany({ where: { subject }, orderBy: { id: 'desc' }, take: limit })
  }
}
