import { z } from 'zod'
import { SLUG_PATTERN, userIdSchema, workspaceIdSchema } from '../ids.ts'
import { addMemberSchema, workspaceRoleSchema } from './accounts.ts'
import { instantSchema, pageOf } from './paging.ts'

const workspaceSlug = z.string().min(2).max(40).regex(SLUG_PATTERN, 'Lower-case letters, digits and single hyphens')

/** `slug` may be left out: it is then made from the name. Slugs are unique among the workspaces of one person. */
export const createWorkspaceSchema = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1)
      .max(80)
      .regex(/^[^\p{C}]*$/u, 'A name has no control or invisible characters'),
    slug: workspaceSlug.optional(),
  })
  .meta({ id: 'CreateWorkspace' })
export type CreateWorkspace = z.input<typeof createWorkspaceSchema>

export const workspaceSchema = z
  .object({
    id: workspaceIdSchema,
    slug: z.string(),
    name: z.string(),
    role: workspaceRoleSchema,
    createdAt: instantSchema,
  })
  .meta({ id: 'Workspace' })
export type Workspace = z.infer<typeof workspaceSchema>
export const workspacePageSchema = pageOf(workspaceSchema, 'WorkspacePage')

export const workspaceMemberSchema = z
  .object({ userId: userIdSchema, email: z.string(), name: z.string(), role: workspaceRoleSchema })
  .meta({ id: 'WorkspaceMember' })
export type WorkspaceMember = z.infer<typeof workspaceMemberSchema>
export const workspaceMemberPageSchema = pageOf(workspaceMemberSchema, 'WorkspaceMemberPage')
export const addWorkspaceMemberSchema = addMemberSchema(workspaceRoleSchema).meta({ id: 'AddWorkspaceMember' })
export type AddWorkspaceMember = z.input<typeof addWorkspaceMemberSchema>
