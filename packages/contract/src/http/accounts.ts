import { z } from 'zod'
import { userIdSchema } from '../ids.ts'
import { instantSchema, pageOf } from './paging.ts'

/** As browsers check it, so that `admin@localhost` is one too. */
const emailAddressSchema = z.email({
  pattern: z.regexes.html5Email,
  error: 'An e-mail address looks like ada@example.org',
})

export const emailSchema = z.string().trim().toLowerCase().max(254).pipe(emailAddressSchema)
/** 8 to 200 characters; nothing else is asked, because rules of composition make passwords weaker. */
export const passwordSchema = z
  .string()
  .min(8, 'A password needs at least 8 characters')
  .max(200, 'A password may have at most 200 characters')
export const displayNameSchema = z
  .string()
  .trim()
  .min(1, 'Please give a name')
  .max(80)
  .regex(/^[^\p{C}]*$/u, 'A name has no control or invisible characters')

export const signUpSchema = z
  .strictObject({ email: emailSchema, password: passwordSchema, name: displayNameSchema })
  .meta({ id: 'SignUp' })
export type SignUp = z.input<typeof signUpSchema>

export const signInSchema = z.strictObject({ email: emailSchema, password: z.string().max(200) }).meta({ id: 'SignIn' })
export type SignIn = z.input<typeof signInSchema>

export const userSchema = z
  .object({
    id: userIdSchema,
    email: z.string(),
    emailVerified: z.boolean().describe('Whether somebody who reads mails at this address has said so'),
    name: z.string(),
    admin: z.boolean(),
    createdAt: instantSchema,
  })
  .meta({ id: 'User' })
export type User = z.infer<typeof userSchema>

/** Answer of sign-up and sign-in. The cookie carries the session; `csrfToken` goes into `x-csrf-token`. */
export const sessionSchema = z.object({ user: userSchema, csrfToken: z.string() }).meta({ id: 'Session' })
export type Session = z.infer<typeof sessionSchema>

export const PUBLISHER_ROLES = ['owner', 'maintainer'] as const
export const publisherRoleSchema = z.enum(PUBLISHER_ROLES)
export type PublisherRole = z.infer<typeof publisherRoleSchema>

export const WORKSPACE_ROLES = ['owner', 'admin', 'member', 'viewer'] as const
export const workspaceRoleSchema = z.enum(WORKSPACE_ROLES)
export type WorkspaceRole = z.infer<typeof workspaceRoleSchema>

/** The one workspace that a token opens; null: it acts for its owner everywhere. */
const tokenWorkspaceSchema = z
  .object({ id: z.string(), slug: z.string(), name: z.string() })
  .nullable()
  .describe('The one workspace that it opens; null: it acts for its owner everywhere')

/** What a bearer token says of itself; a token cannot see any other. */
const ownTokenSchema = z.object({
  name: z.string(),
  scopes: z.array(z.string()),
  workspace: tokenWorkspaceSchema,
  expiresAt: instantSchema,
})

/** `GET /v1/me`. `csrfToken` is null for a bearer token, `token` for a session. */
export const meSchema = z
  .object({
    user: userSchema,
    csrfToken: z.string().nullable(),
    token: ownTokenSchema.nullable(),
    publishers: z.array(z.object({ slug: z.string(), name: z.string(), role: publisherRoleSchema })),
    workspaces: z.array(z.object({ id: z.string(), slug: z.string(), name: z.string(), role: workspaceRoleSchema })),
  })
  .meta({ id: 'Me' })
export type Me = z.infer<typeof meSchema>

/**
 * What a token may do: read what its owner may read, publish versions, install and grant, call operations, set prices and
 * buy, take a copy of a whole workspace, review (admins alone). Accounts, members, other tokens, the deletion of a
 * workspace and money that goes out are out of reach of every token.
 */
export const TOKEN_SCOPES = ['read', 'publish', 'install', 'call', 'billing', 'export', 'review'] as const
/** What a token may do when nobody says what: a copy of everything is asked for by name. `review` is for admins. */
export const DEFAULT_TOKEN_SCOPES = ['read', 'publish', 'install', 'call', 'billing', 'review'] as const
/** What a token that opens one workspace may do. */
export const WORKSPACE_TOKEN_SCOPES = ['read', 'install', 'call', 'billing', 'export'] as const
export const DEFAULT_WORKSPACE_TOKEN_SCOPES = ['read', 'install', 'call', 'billing'] as const
export const tokenScopeSchema = z.enum(TOKEN_SCOPES)
export type TokenScope = z.infer<typeof tokenScopeSchema>

const lifetimeSchema = z.int().min(1).max(365).default(90)

export const createTokenSchema = z
  .strictObject({
    name: displayNameSchema,
    scopes: z
      .array(tokenScopeSchema)
      .min(1)
      .optional()
      .describe('Default: everything that a token of this person may do, but `export`'),
    expiresInDays: lifetimeSchema,
  })
  .meta({ id: 'CreateToken' })
export type CreateToken = z.input<typeof createTokenSchema>

export const workspaceTokenScopeSchema = z.enum(WORKSPACE_TOKEN_SCOPES)
export type WorkspaceTokenScope = z.infer<typeof workspaceTokenScopeSchema>

/** A token that opens one workspace, and nothing else. */
export const createWorkspaceTokenSchema = z
  .strictObject({
    name: displayNameSchema,
    scopes: z
      .array(workspaceTokenScopeSchema)
      .min(1)
      .optional()
      .describe('Default: `read`, `install`, `call` and `billing`'),
    expiresInDays: lifetimeSchema,
  })
  .meta({ id: 'CreateWorkspaceToken' })
export type CreateWorkspaceToken = z.input<typeof createWorkspaceTokenSchema>

export const tokenSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    prefix: z.string().describe('The first characters of the token, to recognise it'),
    scopes: z.array(tokenScopeSchema),
    workspace: tokenWorkspaceSchema,
    createdAt: instantSchema,
    expiresAt: instantSchema,
    lastUsedAt: instantSchema.nullable(),
  })
  .meta({ id: 'Token' })
export type Token = z.infer<typeof tokenSchema>
export const tokenPageSchema = pageOf(tokenSchema, 'TokenPage')

/** A token that opens one workspace, with whose it is, as owners of the workspace see it. */
export const workspaceTokenSchema = tokenSchema
  .extend({ user: z.object({ id: userIdSchema, email: z.string(), name: z.string() }) })
  .meta({ id: 'WorkspaceToken' })
export type WorkspaceToken = z.infer<typeof workspaceTokenSchema>
export const workspaceTokenPageSchema = pageOf(workspaceTokenSchema, 'WorkspaceTokenPage')

/** The only answer that ever holds the token itself. */
export const createdTokenSchema = tokenSchema.extend({ token: z.string() }).meta({ id: 'CreatedToken' })
export type CreatedToken = z.infer<typeof createdTokenSchema>

export const addMemberSchema = <R extends z.ZodType>(role: R) => z.strictObject({ email: emailSchema, role })
