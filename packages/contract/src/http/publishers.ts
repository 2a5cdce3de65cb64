import { z } from 'zod'
import { publisherSlugSchema, userIdSchema } from '../ids.ts'
import { addMemberSchema, publisherRoleSchema } from './accounts.ts'
import { instantSchema, pageOf, pageQuerySchema } from './paging.ts'

const publisherName = z
  .string()
  .trim()
  .min(2)
  .max(60)
  .regex(/^[^\p{C}]*$/u, 'A name has no control or invisible characters')

export const createPublisherSchema = z
  .strictObject({ slug: publisherSlugSchema, name: publisherName })
  .meta({ id: 'CreatePublisher' })
export type CreatePublisher = z.input<typeof createPublisherSchema>

export const publisherSchema = z
  .object({ slug: publisherSlugSchema, name: z.string(), verified: z.boolean(), createdAt: instantSchema })
  .meta({ id: 'Publisher' })
export type Publisher = z.infer<typeof publisherSchema>

/** Why somebody is known to the platform, or no longer; kept in the audit. */
export const verdictSchema = z
  .strictObject({
    reason: z
      .string()
      .trim()
      .min(3)
      .max(300)
      .regex(/^[^\p{C}]*$/u, 'Plain text in one line')
      .optional(),
  })
  .prefault({})
  .meta({ id: 'Verdict' })
export const publisherQuerySchema = pageQuerySchema.extend({
  q: z.string().trim().max(100).optional().describe('Part of the slug or of the name'),
  publishers: z.enum(['verified', 'unverified']).optional(),
})
export type PublisherQuery = Partial<z.output<typeof publisherQuerySchema>>
/** A publisher as the admins see it. */
export const knownPublisherSchema = publisherSchema
  .extend({ extensions: z.int().describe('How many it has in the store'), members: z.int() })
  .meta({ id: 'KnownPublisher' })
export type KnownPublisher = z.infer<typeof knownPublisherSchema>
export const knownPublisherPageSchema = pageOf(knownPublisherSchema, 'KnownPublisherPage')

export const publisherMemberSchema = z
  .object({ userId: userIdSchema, email: z.string(), name: z.string(), role: publisherRoleSchema })
  .meta({ id: 'PublisherMember' })
export type PublisherMember = z.infer<typeof publisherMemberSchema>
export const publisherMemberPageSchema = pageOf(publisherMemberSchema, 'PublisherMemberPage')
export const addPublisherMemberSchema = addMemberSchema(publisherRoleSchema).meta({ id: 'AddPublisherMember' })
export type AddPublisherMember = z.input<typeof addPublisherMemberSchema>
