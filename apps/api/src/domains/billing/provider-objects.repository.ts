import { Injectable } from '@nestjs/common'
import { Database, type Tx } from '../../platform/database/index.ts'

export interface EventRow {
  provider: 'stripe'
  eventId: string
  type: string
  objectKind: string
  objectId: string
  accountId: string | null
  happenedAt: Date
}

@Injectable()
export class ProviderObjectsRepository {
  constructor(private readonly database: Database) {}

  async sequenceOf(id: string): Promise<number> {
    const row = await this.database.client.providerObject.findUnique({ where: { id } })
    return row?.sequence ?? 0
  }

  /** Counts on from what was seen, and locks the object. False when somebody else did in between. */
  async advance(tx: Tx, id: string, seen: number): Promise<boolean> {
    const rows = await tx.$queryRaw<unknown[]>`
      INSERT INTO provider_objects (id, sequence) VALUES (${id}, 1)
      ON CONFLICT (id) DO UPDATE SET sequence = provider_objects.sequence + 1
        WHERE provider_objects.sequence = ${seen} RETURNING 1`
    return rows.length === 1
  }

  async hasEvent(eventId: string): Promise<boolean> {
    const key = { provider_eventId: { provider: 'stripe', eventId } }
    return (await this.database.client.providerEvent.findUnique({ where: key, select: { id: true } })) !== null
  }

  /** Of an event that has no effects. */
  async noteEvent(event: EventRow): Promise<void> {
    await this.insertEvent(this.database.client, event)
  }

  /** False when it is there already. */
  async insertEvent(tx: Tx, event: EventRow): Promise<boolean> {
    const { count } = await tx.providerEvent.createMany({ data: [event], skipDuplicates: true })
    return count === 1
  }
}
