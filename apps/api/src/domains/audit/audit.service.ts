import { Injectable } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import type { Tx } from '../../platform/database/index.ts'
import { GENESIS, hashEvent } from './audit-chain.ts'
import { AuditRepository, type StoredEvent } from './audit.repository.ts'

export interface AuditEntry {
  /** Null: the server itself. */
  actorId: string | null
  /** `domain.verb`, for example `review.approved`. */
  action: string
  /** `kind:id`, for example `version:0192…`. */
  subject: string
  workspaceId?: string
  data?: Record<string, unknown>
}

export type ChainVerdict = { intact: true; events: number } | { intact: false; brokenAt: string }

const BATCH = 1_000

/** The append-only, hash-chained record of who decided what. */
@Injectable()
export class AuditService {
  constructor(
    private readonly repository: AuditRepository,
    private readonly clock: Clock,
  ) {}

  /** Part of the transaction that does the deed: either both are there or neither. Append last, it holds a lock. */
  async append(tx: Tx, entry: AuditEntry): Promise<void> {
    const previous = (await this.repository.lockChain(tx)) ?? GENESIS
    const event = {
      at: this.clock.now(),
      actorId: entry.actorId,
      action: entry.action,
      subject: entry.subject,
      workspaceId: entry.workspaceId ?? null,
      data: entry.data ?? {},
      previous,
    }
    await this.repository.insert(tx, { ...event, hash: hashEvent(event) })
  }

  /** Walks the chain from its first event. */
  async verify(): Promise<ChainVerdict> {
    let previous = GENESIS
    let events = 0
    let last: bigint | null = null
    for (;;) {
      const batch = await this.repository.after(last, BATCH)
      for (const event of batch) {
        if (event.previous !== previous || hashEvent(event) !== event.hash)
          return { intact: false, brokenAt: String(event.id) }
        previous = event.hash
        last = event.id
        events += 1
      }
      if (batch.length < BATCH) return { intact: true, events }
    }
  }

  /** The newest events of one subject. */
  history(subject: string, limit = 50): Promise<StoredEvent[]> {
    return this.repository.ofSubject(subject, limit)
  }
}
