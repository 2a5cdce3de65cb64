import { z } from 'zod'
import { digestSchema, extensionIdSchema, publisherSlugSchema, versionSchema } from '../ids.ts'
import { abiSchema, categorySchema, limitsSchema } from '../manifest.ts'
import { permissionIdSchema } from '../permissions.ts'
import { instantSchema, pageOf, pageQuerySchema } from './paging.ts'
import { pricingSummarySchema } from './plans.ts'

export const VERSION_STATES = ['draft', 'submitted', 'approved', 'rejected', 'yanked', 'taken_down'] as const
export const versionStateSchema = z.enum(VERSION_STATES)
export type VersionState = z.infer<typeof versionStateSchema>

export const riskSchema = z.enum(['low', 'medium', 'high'])

/** A requested permission as people read it. */
export const permissionViewSchema = z
  .object({
    id: permissionIdSchema,
    title: z.string(),
    risk: riskSchema,
    sentence: z.string().describe('What is consented to, in plain words'),
    reason: z.string().describe("The publisher's reason"),
    optional: z.boolean(),
    scope: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'PermissionView' })
export type PermissionView = z.infer<typeof permissionViewSchema>

export const operationViewSchema = z
  .object({
    name: z.string().describe('Full wire name'),
    alias: z.string(),
    type: z.enum(['query', 'action']),
    title: z.string().nullable(),
    description: z.string().nullable(),
    input: z.record(z.string(), z.unknown()).nullable().describe('JSON Schema of the input'),
    output: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: 'OperationView' })
export type OperationView = z.infer<typeof operationViewSchema>

/** What static inspection found; the guest is not run for it. */
export const inspectionSchema = z
  .object({
    abi: abiSchema,
    sizeBytes: z.int().describe('Size of the entry'),
    imports: z.array(z.object({ module: z.string(), name: z.string(), type: z.string() })),
    exports: z.array(z.object({ name: z.string(), kind: z.string() })),
    memory: z.object({ minPages: z.int(), maxPages: z.int().nullable() }).nullable(),
    features: z.array(z.string()),
    functionCount: z.int(),
  })
  .meta({ id: 'Inspection' })
export type Inspection = z.infer<typeof inspectionSchema>

export const archiveFileSchema = z
  .object({ path: z.string(), sizeBytes: z.int(), digest: digestSchema })
  .meta({ id: 'ArchiveFile' })
export type ArchiveFile = z.infer<typeof archiveFileSchema>

export const extensionSummarySchema = z
  .object({
    id: extensionIdSchema,
    name: z.string(),
    description: z.string(),
    publisher: z.object({ slug: publisherSlugSchema, name: z.string(), verified: z.boolean() }),
    version: versionSchema.describe('The newest approved version'),
    categories: z.array(categorySchema),
    abi: abiSchema,
    risk: riskSchema,
    pricing: pricingSummarySchema,
    featured: z.boolean(),
    rating: z
      .object({ average: z.number().min(1).max(5).nullable().describe('Null without any'), count: z.int() })
      .describe('Of the ratings that are not hidden'),
    downloads: z.int(),
    installs: z.int(),
    iconUrl: z.string().nullable(),
    updatedAt: instantSchema,
  })
  .meta({ id: 'ExtensionSummary' })
export type ExtensionSummary = z.infer<typeof extensionSummarySchema>
export const extensionPageSchema = pageOf(extensionSummarySchema, 'ExtensionPage')

/** An extension that has a free plan and others is among both. */
export const CATALOG_PRICES = ['free', 'paid'] as const
export const CATALOG_SORTS = ['relevance', 'installs', 'trending', 'rating', 'newest', 'name'] as const
/** Forms send a field that was left empty as an empty text. */
const unlessEmpty = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema)

export const catalogQuerySchema = pageQuerySchema.extend({
  q: z.string().trim().max(100).optional().describe('Words to search for; small typing mistakes are forgiven'),
  category: unlessEmpty(categorySchema.optional()),
  publisher: unlessEmpty(publisherSlugSchema.optional()),
  price: unlessEmpty(z.enum(CATALOG_PRICES).optional()).describe('What can be had for nothing, or what is for sale'),
  publishers: unlessEmpty(z.enum(['verified']).optional()).describe('Only of verified publishers'),
  risk: unlessEmpty(riskSchema.optional()).describe('At most this risk'),
  abi: unlessEmpty(abiSchema.optional()),
  featured: unlessEmpty(z.enum(['only']).optional()).describe('Only what the admins put in front'),
  sort: unlessEmpty(z.enum(CATALOG_SORTS).default('relevance')),
  page: unlessEmpty(z.coerce.number().int().min(1).max(400).default(1)),
})
export type CatalogQuery = Partial<z.output<typeof catalogQuerySchema>>

/** What the home page of the store shows, each in its order and at most six long. */
export const shelvesSchema = z
  .object({
    featured: z.array(extensionSummarySchema).describe('Chosen by the admins, in their order'),
    trending: z.array(extensionSummarySchema).describe('More installs in the last days than in those before'),
    newest: z.array(extensionSummarySchema).describe('By the date of the newest version'),
    popular: z.array(extensionSummarySchema).describe('By installs'),
    categories: z.array(z.object({ category: categorySchema, extensions: z.int() })).describe('Those with something'),
    total: z.int().describe('How many extensions there are'),
  })
  .meta({ id: 'Shelves' })
export type Shelves = z.infer<typeof shelvesSchema>

export const featureSchema = z
  .strictObject({ until: instantSchema.nullable().optional().describe('Null or absent: until an admin ends it') })
  .prefault({})
  .meta({ id: 'Feature' })
export type Feature = z.input<typeof featureSchema>
export const featuredOrderSchema = z
  .strictObject({ extensions: z.array(extensionIdSchema).max(100).describe('The first one stands in front') })
  .meta({ id: 'FeaturedOrder' })

/** What the admins put in front of the store, in its order; also what stood there and has ended. */
export const featuredListSchema = z
  .object({
    items: z.array(
      z.object({
        extension: extensionIdSchema,
        name: z.string(),
        publisher: z.string(),
        since: instantSchema,
        until: instantSchema.nullable(),
        ended: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'FeaturedList' })
export type FeaturedList = z.infer<typeof featuredListSchema>

export const suggestionQuerySchema = z.object({ q: z.string().trim().min(1).max(100) })
/** Extensions whose name comes closest to what was typed so far. */
export const suggestionsSchema = z
  .object({
    items: z.array(extensionSummarySchema.pick({ id: true, name: true, publisher: true, iconUrl: true })),
  })
  .meta({ id: 'Suggestions' })
export type Suggestions = z.infer<typeof suggestionsSchema>

export const relatedSchema = z
  .object({ items: z.array(extensionSummarySchema).describe('Closest first, at most four') })
  .meta({ id: 'RelatedExtensions' })

export const installHistorySchema = z
  .object({
    items: z
      .array(z.object({ day: z.iso.date(), installs: z.int().describe('Standing at the end of the day') }))
      .describe('Days in UTC, oldest first, up to today'),
  })
  .meta({ id: 'InstallHistory' })
export type InstallHistory = z.infer<typeof installHistorySchema>

export const versionSummarySchema = z
  .object({
    version: versionSchema,
    status: versionStateSchema,
    digest: digestSchema.describe('Of the stored archive'),
    sizeBytes: z.int(),
    submittedAt: instantSchema,
    approvedAt: instantSchema.nullable(),
  })
  .meta({ id: 'VersionSummary' })
export type VersionSummary = z.infer<typeof versionSummarySchema>

export const versionDetailSchema = versionSummarySchema
  .extend({
    extension: extensionIdSchema,
    name: z.string(),
    description: z.string(),
    abi: abiSchema,
    license: z.string().nullable(),
    homepage: z.string().nullable(),
    repository: z.string().nullable(),
    keywords: z.array(z.string()),
    categories: z.array(categorySchema),
    risk: riskSchema,
    permissions: z.array(permissionViewSchema),
    operations: z.array(operationViewSchema),
    jobs: z.array(
      z.object({
        name: z.string(),
        title: z.string().nullable(),
        description: z.string().nullable(),
        resumable: z.boolean(),
      }),
    ),
    limits: limitsSchema,
    inspection: inspectionSchema,
    files: z.array(archiveFileSchema),
    readmeHtml: z.string().nullable().describe('Sanitised'),
    changelogHtml: z.string().nullable().describe('Sanitised'),
    iconUrl: z.string().nullable(),
    screenshotUrls: z.array(z.string()),
  })
  .meta({ id: 'VersionDetail' })
export type VersionDetail = z.infer<typeof versionDetailSchema>

/** The page of an extension: the newest approved version in full and the list of all public versions. */
export const extensionDetailSchema = extensionSummarySchema
  .extend({ latest: versionDetailSchema, versions: z.array(versionSummarySchema) })
  .meta({ id: 'ExtensionDetail' })
export type ExtensionDetail = z.infer<typeof extensionDetailSchema>

/** Answer of a publish. */
export const publishedSchema = z
  .object({
    extension: extensionIdSchema,
    version: versionSchema,
    digest: digestSchema.describe('Of the stored archive, our own repack of the upload'),
    status: versionStateSchema,
    reviewId: z.uuid(),
    sizeBytes: z.int(),
    inspection: inspectionSchema,
  })
  .meta({ id: 'Published' })
export type Published = z.infer<typeof publishedSchema>

/** A version as its publisher sees it, in whatever state. */
export const publisherVersionSchema = versionSummarySchema
  .extend({
    extension: extensionIdSchema,
    name: z.string(),
    iconUrl: z.string().nullable(),
    review: z
      .object({
        id: z.uuid(),
        position: z.int().nullable().describe('Place in the queue, from 1; null when decided'),
        reason: z.string().nullable().describe('What the admin wrote'),
        decidedAt: instantSchema.nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'PublisherVersion' })
export type PublisherVersion = z.infer<typeof publisherVersionSchema>
export const publisherVersionPageSchema = pageOf(publisherVersionSchema, 'PublisherVersionPage')
