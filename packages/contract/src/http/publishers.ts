import { z } from 'zod'
import { publisherSlugSchema, userIdSchema } from '../ids.ts'
import { addMemberSchema, publisherRoleSchema } from './accounts.ts'
import { instantSchema, pageOf } from './paging.ts'

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

export const publisherMemberSchema = z
  .object({ userId: userIdSchema, email: z.string(), name: z.string(), role: publisherRoleSchema })
  .meta({ id: 'PublisherMember' })
export type PublisherMember = z.infer<typeof publisherMemberSchema>
export const publisherMemberPageSchema = pageOf(publisherMemberSchema, 'PublisherMemberPage')
export const addPublisherMemberSchema = addMemberSchema(publisherRoleSchema).meta({ id: 'AddPublisherMember' })
export type AddPublisherMember = z.input<typeof addPublisherMemberSchema>
