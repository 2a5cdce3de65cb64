import { Injectable } from '@nestjs/common'
import type { Abi, CATALOG_PRICES, CATALOG_SORTS, Risk } from '@grantry/contract'
import { Database, Prisma } from '../../platform/database/index.ts'

export interface CatalogFilter {
  words?: string | undefined
  category?: string | undefined
  publisher?: string | undefined
  publishers?: 'verified' | undefined
  /** At most this one. */
  risk?: Risk | undefined
  abi?: Abi | undefined
  price?: (typeof CATALOG_PRICES)[number] | undefined
  featured?: 'only' | undefined
  sort: (typeof CATALOG_SORTS)[number]
  limit: number
  offset?: number
}

/** An extension and how many installs of it stand. */
export interface Found {
  id: string
  installs: number
}

/** How alike a word and a name must be (0 to 1) to count as a typing mistake of it. */
const TYPO_SIMILARITY = 0.35

/** The days whose new installs make a trend, held against as many before them. */
const TREND_DAYS = 14

/** So many middling ratings are taken for given, so that a single one decides nothing. */
const PRIOR = { count: 5, stars: 3.5 }

/**
 * Full text with weights (name over keywords over description), stemmed and without accents; trigrams catch what is
 * mistyped; a plain prefix catches what is not typed to its end.
 */
@Injectable()
export class CatalogSearchRepository {
  constructor(private readonly database: Database) {}

  search(filter: CatalogFilter): Promise<Found[]> {
    const { limit, offset = 0 } = filter
    return this.database.client.$queryRaw<Found[]>`
      SELECT e.id, i.installs
      FROM extensions e
      JOIN publishers p ON p.id = e.publisher_id
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE state IN ('active', 'suspended'))::int AS installs,
               count(*) FILTER (WHERE ${made(0)})::int AS recent,
               count(*) FILTER (WHERE ${made(TREND_DAYS)})::int AS before
        FROM installs WHERE extension_id = e.id
      ) i
      WHERE ${Prisma.join([...conditions(filter)], ' AND ')}
      ORDER BY ${order(filter)}, e.id
      LIMIT ${limit} OFFSET ${offset}`
  }

  countInstalls(extensionId: string): Promise<number> {
    return this.database.client.install.count({ where: { extensionId, state: { in: ['active', 'suspended'] } } })
  }
}

/** Installed in the days of a trend, so many days ago. */
const made = (daysAgo: number) =>
  Prisma.sql`created_at > now() - make_interval(days => ${daysAgo + TREND_DAYS}::int)
    AND created_at <= now() - make_interval(days => ${daysAgo}::int)`

function* conditions(filter: CatalogFilter): Generator<Prisma.Sql> {
  const { words, category, publisher, publishers, risk, abi, price, featured, sort } = filter
  yield Prisma.sql`e.latest_version_id IS NOT NULL`
  if (category !== undefined) yield Prisma.sql`${category} = ANY(e.categories)`
  if (publisher !== undefined) yield Prisma.sql`p.slug = ${publisher}`
  if (publishers === 'verified') yield Prisma.sql`p.verified`
  if (risk !== undefined) yield Prisma.sql`e.risk <= ${risk}::"Risk"`
  if (abi !== undefined) yield Prisma.sql`e.abi = ${abi}`
  if (price !== undefined) yield Prisma.sql`e.pricing->>'model' IN (${price}, 'freemium')`
  if (featured === 'only')
    yield Prisma.sql`e.featured_at IS NOT NULL AND (e.featured_until IS NULL OR e.featured_until > now())`
  if (sort === 'trending') yield Prisma.sql`i.recent > 0`
  if (words !== undefined) yield matches(words)
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

const POPULAR = Prisma.sql`i.installs DESC, e.downloads DESC`

function order({ sort, words, featured }: CatalogFilter): Prisma.Sql {
  switch (sort) {
    case 'newest':
      return Prisma.sql`e.updated_at DESC`
    case 'name':
      return Prisma.sql`lower(e.name)`
    case 'installs':
      return POPULAR
    case 'trending':
      return Prisma.sql`ln(1 + i.recent) * (i.recent + 1.0) / (i.before + 1.0) DESC, ${POPULAR}`
    case 'rating':
      return Prisma.sql`(e.rating_sum + ${PRIOR.count * PRIOR.stars}::float8) / (e.rating_count + ${PRIOR.count}) DESC, ${POPULAR}`
    case 'relevance':
      if (words !== undefined) return closest(words)
      return featured === 'only' ? Prisma.sql`e.featured_rank NULLS FIRST, e.featured_at DESC` : POPULAR
  }
}

const closest = (words: string) =>
  Prisma.sql`(ts_rank(${vector}, ${question(words)}) + ${likeness(words)} + 0.05 * ln(1 + i.installs)) DESC`
