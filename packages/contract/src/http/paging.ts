import { z } from 'zod'

/** Query parameters of every list. */
export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(500).optional().describe('`nextCursor` of the page before'),
})
export type PageQuery = z.infer<typeof pageQuerySchema>

/** `{items, nextCursor}`; `nextCursor` is null on the last page. */
export const pageOf = <T extends z.ZodType>(item: T, id: string) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() }).meta({ id })
export interface Page<T> {
  items: T[]
  nextCursor: string | null
}

/** An instant, ISO 8601 in UTC. */
export const instantSchema = z.iso.datetime()
