import { z } from 'zod'

/** Lower-case, starts with a letter, words joined by single hyphens: the grammar of every public name in a URL. */
export const SLUG_PATTERN = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/

const slug = (what: string, max: number) =>
  z
    .string()
    .min(2, `${what} needs at least 2 characters`)
    .max(max, `${what} may have at most ${max} characters`)
    .regex(SLUG_PATTERN, `${what} is lower-case letters, digits and single hyphens, and starts with a letter`)

/** Words that begin a wire name: an extension of this name could pass its alias off as something else. */
const RESERVED_IDS: readonly string[] = ['query', 'action', 'job', 'core', 'extension']

/** Globally unique name of an extension, for example `finance`. */
export const extensionIdSchema = slug('An extension id', 64)
  .refine((id) => !RESERVED_IDS.includes(id), 'This id is reserved')
  .brand<'ExtensionId'>()
export type ExtensionId = z.infer<typeof extensionIdSchema>

/** Name of a publisher organisation in URLs, for example `acme-labs`. */
export const publisherSlugSchema = slug('A publisher slug', 40).brand<'PublisherSlug'>()
export type PublisherSlug = z.infer<typeof publisherSlugSchema>

/** `sha256:` and 64 lower-case hex digits. */
export const digestSchema = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/)
  .brand<'Digest'>()
export type Digest = z.infer<typeof digestSchema>

/**
 * Strict Semantic Versioning 2.0.0 (https://semver.org), at most 64 characters, without build metadata: two versions
 * that differ in build metadata alone would have the same precedence, and a version here is immutable. Each of its numbers
 * has 15 digits at most, so that all who compare them can do so exactly.
 */
export const versionSchema = z
  .string()
  .max(64)
  .regex(
    /^(0|[1-9]\d{0,14})\.(0|[1-9]\d{0,14})\.(0|[1-9]\d{0,14})(?:-(?:0|[1-9]\d{0,14}|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d{0,14}|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?$/,
    'A version is semantic (1.2.3 or 1.2.3-beta.1), without build metadata',
  )
  .brand<'SemanticVersion'>()
export type SemanticVersion = z.infer<typeof versionSchema>

/** Row ids are UUIDs; each kind has its own brand, so that one cannot be passed for another. */
const uuid = <B extends string>() => z.uuid().brand<B>()
export const userIdSchema = uuid<'UserId'>()
export type UserId = z.infer<typeof userIdSchema>
export const workspaceIdSchema = uuid<'WorkspaceId'>()
export type WorkspaceId = z.infer<typeof workspaceIdSchema>
export const installIdSchema = uuid<'InstallId'>()
export type InstallId = z.infer<typeof installIdSchema>
export const versionIdSchema = uuid<'VersionId'>()
export type VersionId = z.infer<typeof versionIdSchema>
export const reviewIdSchema = uuid<'ReviewId'>()
export type ReviewId = z.infer<typeof reviewIdSchema>
export const entryIdSchema = uuid<'EntryId'>()
export type EntryId = z.infer<typeof entryIdSchema>
export const jobIdSchema = uuid<'JobId'>()
export type JobId = z.infer<typeof jobIdSchema>
export const scheduleIdSchema = uuid<'ScheduleId'>()
export type ScheduleId = z.infer<typeof scheduleIdSchema>
export const planIdSchema = uuid<'PlanId'>()
export type PlanId = z.infer<typeof planIdSchema>
export const priceIdSchema = uuid<'PriceId'>()
export type PriceId = z.infer<typeof priceIdSchema>
export const purchaseIdSchema = uuid<'PurchaseId'>()
export type PurchaseId = z.infer<typeof purchaseIdSchema>
