import { Injectable } from '@nestjs/common'
import type { CATALOG_PRICES, CATALOG_SORTS } from '@grantry/contract'
import { Database, Prisma } from '../../platform/database/index.ts'

export interface CatalogFilter {
  words: string | null
  category: string | null
  publisher: string | null
  price: (typeof CATALOG_PRICES)[number] | null
  sort: (typeof CATALOG_SORTS)[number]
  limit: number
  offset: number
}

/** How alike a word and a name must be (0 to 1) to count as a typing mistake of it. */
const TYPO_SIMILARITY = 0.35

/**
 * Full text with weights (name over keywords over description), stemmed and without accents; trigrams catch what is
 * mistyped; a plain prefix catches what is not typed to its end.
 */
@Injectable()
export class CatalogSearchRepository {
  constructor(private readonly database: Database) {}

  /** Ids in order, with the number of active installs. */
  async search(filter: CatalogFilter): Promise<{ id: string; installs: number }[]> {
    const { words, category, publisher, price, limit, offset } = filter
    const conditions = [Prisma.sql`e.latest_version_id IS NOT NULL`]
    if (category !== null) conditions.push(Prisma.sql`${category} = ANY(e.categories)`)
    if (publisher !== null) conditions.push(Prisma.sql`p.slug = ${publisher}`)
    if (price !== null) conditions.push(Prisma.sql`e.pricing->>'model' IN (${price}, 'freemium')`)
    if (words !== null) conditions.push(matches(words))
    return this.database.client.$queryRaw<{ id: string; installs: number }[]>`
      SELECT e.id, i.installs
      FROM extensions e
      JOIN publishers p ON p.id = e.publisher_id
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS installs FROM installs WHERE extension_id = e.id AND state IN ('active', 'suspended')
      ) i
      WHERE ${Prisma.join(conditions, ' AND ')}
      ORDER BY ${order(filter)}, e.id
      LIMIT ${limit} OFFSET ${offset}`
  }

  countInstalls(extensionId: string): Promise<number> {
    return this.database.client.install.count({ where: { extensionId, state: { in: ['active', 'suspended'] } } })
  }
}

const text = Prisma.sql`grantry_search_text(e.id, e.name, e.keywords, e.description)`
const vector = Prisma.sql`grantry_search_vector(e.id, e.name, e.keywords, e.description)`
const question = (words: string) => Prisma.sql`websearch_to_tsquery('english', grantry_unaccent(${words}))`
const likeness = (words: string) =>
  Prisma.sql`greatest(word_similarity(grantry_unaccent(${words}), grantry_unaccent(e.name)), word_similarity(grantry_unaccent(${words}), e.id), word_similarity(grantry_unaccent(${words}), ${text}) * 0.8)`
const prefix = (words: string) => Prisma.sql`${`${words.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`}`

const matches = (words: string) => Prisma.sql`(
  ${vector} @@ ${question(words)}
  OR e.id LIKE ${prefix(words)}
  OR grantry_unaccent(e.name) LIKE grantry_unaccent(${prefix(words)})
  OR ${likeness(words)} >= ${TYPO_SIMILARITY})`

function order({ sort, words }: CatalogFilter): Prisma.Sql {
  if (sort === 'newest') return Prisma.sql`e.updated_at DESC`
  if (sort === 'name') return Prisma.sql`lower(e.name)`
  if (sort === 'installs' || words === null) return Prisma.sql`i.installs DESC, e.downloads DESC`
  return Prisma.sql`(ts_rank(${vector}, ${question(words)}) + ${likeness(words)} + 0.05 * ln(1 + i.installs)) DESC`
}
