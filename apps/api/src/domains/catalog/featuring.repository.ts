import { Injectable } from '@nestjs/common'
import { Database, type Tx } from '../../platform/database/index.ts'

/** What stands in front of the store. */
@Injectable()
export class FeaturingRepository {
  constructor(private readonly database: Database) {}

  /** In the order of the store; also those whose time is over. */
  list() {
    return this.database.client.extension.findMany({
      where: { featuredAt: { not: null }, latestVersionId: { not: null } },
      select: { id: true, name: true, featuredAt: true, featuredUntil: true, publisher: { select: { name: true } } },
      orderBy: [{ featuredRank: { sort: 'asc', nulls: 'first' } }, { featuredAt: 'desc' }, { id: 'asc' }],
    })
  }

  /** Null when the store has no such extension. Locks it, so that changes of it take turns. */
  async find(tx: Tx, id: string) {
    await tx.$executeRaw`SELECT 1 FROM extensions WHERE id = ${id} FOR UPDATE`
    return tx.extension.findFirst({
      where: { id, latestVersionId: { not: null } },
      select: { featuredAt: true, featuredUntil: true, featuredRank: true },
    })
  }

  async set(
    tx: Tx,
    id: string,
    place: { featuredAt: Date | null; featuredUntil: Date | null; featuredRank: number | null },
  ): Promise<void> {
    await tx.extension.update({ where: { id }, data: place })
  }

  /** Those that are not in front stay where they are. */
  async order(tx: Tx, ids: readonly string[]): Promise<void> {
    await tx.$executeRaw`
      UPDATE extensions e SET featured_rank = chosen.place - 1
      FROM unnest(${[...ids]}::text[]) WITH ORDINALITY AS chosen(id, place)
      WHERE e.id = chosen.id AND e.featured_at IS NOT NULL`
  }
}

export type FeaturedRow = Awaited<ReturnType<FeaturingRepository['list']>>[number]
