import { z } from 'zod'
import { displayNameSchema, emailSchema, passwordSchema, userSchema } from './accounts.ts'
import { instantSchema, pageOf } from './paging.ts'

const presentPassword = z.string().max(200).describe('The present password of the account')
/** The secret of a link that was sent in a mail. */
const linkSecretSchema = z.string().min(1).max(100)

/** A provider that people sign in with, as the configuration names it. */
export const signInProviderSchema = z.object({ name: z.string() }).meta({ id: 'SignInProvider' })
export type SignInProvider = z.infer<typeof signInProviderSchema>
export const signInProviderPageSchema = pageOf(signInProviderSchema, 'SignInProviderPage')

/** The account as its owner sees it. */
export const accountSchema = z
  .object({
    user: userSchema,
    hasPassword: z.boolean(),
    pendingEmail: z.string().nullable().describe('The address that waits to be confirmed'),
    provider: signInProviderSchema.nullable().describe('The provider of this server; null: none'),
    identity: z
      .object({ email: z.string().nullable(), connectedAt: instantSchema, lastUsedAt: instantSchema.nullable() })
      .nullable()
      .describe('Who the person is at the provider; null: not connected'),
    mail: z.enum(['smtp', 'outbox']).describe('Whether mails go out, or lie in the outbox of the server'),
  })
  .meta({ id: 'Account' })
export type Account = z.infer<typeof accountSchema>

export const updateAccountSchema = z.strictObject({ name: displayNameSchema }).meta({ id: 'UpdateAccount' })
export type UpdateAccount = z.input<typeof updateAccountSchema>

export const changeEmailSchema = z
  .strictObject({ email: emailSchema, password: presentPassword })
  .meta({ id: 'ChangeEmail' })
export type ChangeEmail = z.input<typeof changeEmailSchema>

export const changePasswordSchema = z
  .strictObject({ currentPassword: presentPassword, newPassword: passwordSchema })
  .meta({ id: 'ChangePassword' })
export type ChangePassword = z.input<typeof changePasswordSchema>

export const requestPasswordResetSchema = z.strictObject({ email: emailSchema }).meta({ id: 'RequestPasswordReset' })
export type RequestPasswordReset = z.input<typeof requestPasswordResetSchema>

export const resetPasswordSchema = z
  .strictObject({
    secret: linkSecretSchema,
    password: passwordSchema,
    tokens: z.enum(['keep', 'revoke']).default('revoke').describe('What becomes of the tokens of the account'),
  })
  .meta({ id: 'ResetPassword' })
export type ResetPassword = z.input<typeof resetPasswordSchema>

export const confirmEmailSchema = z.strictObject({ secret: linkSecretSchema }).meta({ id: 'ConfirmEmail' })
export type ConfirmEmail = z.input<typeof confirmEmailSchema>

/** The address that is confirmed now. */
export const confirmedEmailSchema = z.object({ email: z.string() }).meta({ id: 'ConfirmedEmail' })
export type ConfirmedEmail = z.infer<typeof confirmedEmailSchema>

export const closeAccountSchema = z
  .strictObject({
    email: emailSchema.describe('The address of the account, to confirm'),
    password: presentPassword.optional().describe('Left out by accounts that have none'),
    subscriptions: z
      .literal('cancel')
      .optional()
      .describe(
        'Ends what the person pays for with the period that is paid. Without it, a running subscription is a reason not to close',
      ),
  })
  .meta({ id: 'CloseAccount' })
export type CloseAccount = z.input<typeof closeAccountSchema>

/** Somebody signed in with a browser. */
export const openSessionSchema = z
  .object({
    id: z.uuid(),
    device: z.string().describe('What the browser says it is, such as `Firefox on Linux`'),
    address: z.string().nullable().describe('The IP address of the last use'),
    createdAt: instantSchema,
    lastUsedAt: instantSchema,
    expiresAt: instantSchema,
    current: z.boolean().describe('Whether it is the one that asks'),
  })
  .meta({ id: 'OpenSession' })
export type OpenSession = z.infer<typeof openSessionSchema>
export const openSessionPageSchema = pageOf(openSessionSchema, 'OpenSessionPage')

/** Where the browser is to go, to sign in there and come back. */
export const providerRedirectSchema = z.object({ url: z.url() }).meta({ id: 'ProviderRedirect' })
export type ProviderRedirect = z.infer<typeof providerRedirectSchema>

/** A mail that the server has sent or is to send, for its admins. */
export const outboxMailSchema = z
  .object({
    id: z.uuid(),
    to: z.string(),
    subject: z.string(),
    text: z.string().nullable().describe('Null when a mail server has it: its links are secrets of its reader'),
    state: z.enum(['waiting', 'sent', 'failed']),
    attempts: z.int(),
    failure: z.string().nullable().describe('Why the last attempt failed'),
    createdAt: instantSchema,
    sentAt: instantSchema.nullable(),
  })
  .meta({ id: 'OutboxMail' })
export type OutboxMail = z.infer<typeof outboxMailSchema>
export const outboxSchema = z
  .object({
    transport: z.enum(['smtp', 'outbox']),
    items: z.array(outboxMailSchema),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'Outbox' })
export type Outbox = z.infer<typeof outboxSchema>
