import {
  type ArchiveFile,
  archiveFileSchema,
  digestSchema,
  type ExtensionSummary,
  extensionIdSchema,
  extensionOperationName,
  type FeaturedList,
  highestRisk,
  type Inspection,
  inspectionSchema,
  type Manifest,
  manifestSchema,
  type OperationView,
  PERMISSIONS,
  type PermissionRequest,
  permissionSentence,
  type PermissionView,
  type PricingSummary,
  pricingSummarySchema,
  publisherSlugSchema,
  type TaxTerms,
  qualifiedName,
  type VersionDetail,
  type VersionSummary,
  versionSchema,
} from '@grantry/contract'
import { z } from 'zod'
import type { ExtensionRow, VersionRow } from './catalog.repository.ts'
import type { FeaturedRow } from './featuring.repository.ts'

type VersionCore = Omit<VersionRow, 'extension'>

/** The manifest of a stored version. It was parsed before it was stored, and is parsed again: a row is an input too. */
export const manifestOf = (version: { manifest: unknown }): Manifest =>
  manifestSchema.parse(version.manifest) as Manifest
export const inspectionOf = (version: { inspection: unknown }): Inspection => inspectionSchema.parse(version.inspection)
/** What it can be had for. */
export const pricingOf = (extension: { pricing: unknown }): PricingSummary =>
  pricingSummarySchema.parse(extension.pricing)
/** The summary is kept as it was when a plan changed; how prices stand to taxes is what the server says now. */
const withTax = (pricing: PricingSummary, tax: TaxTerms): PricingSummary => ({
  ...pricing,
  from: pricing.from && { ...pricing.from, tax },
})
export const filesOf = (version: { files: unknown }): ArchiveFile[] => z.array(archiveFileSchema).parse(version.files)

export const toPermissionView = (request: PermissionRequest): PermissionView => ({
  id: request.id,
  title: PERMISSIONS[request.id].title,
  risk: PERMISSIONS[request.id].risk,
  sentence: permissionSentence(request.id, request.scope),
  reason: request.reason,
  optional: request.optional,
  scope: request.scope,
})

export const toOperationViews = (manifest: Manifest): OperationView[] =>
  manifest.operations.map((operation) => ({
    name: extensionOperationName(operation.type, manifest.id, operation.name),
    alias: qualifiedName(manifest.id, operation.name),
    type: operation.type,
    title: operation.title ?? null,
    description: operation.description ?? null,
    input: (operation.input as Record<string, unknown> | undefined) ?? null,
    output: (operation.output as Record<string, unknown> | undefined) ?? null,
  }))

export const fileUrl = (extension: string, version: string, path: string): string =>
  `/v1/extensions/${extension}/versions/${version}/files/${path}`

export const iconUrlOf = (manifest: Manifest): string | null =>
  manifest.icon === undefined ? null : fileUrl(manifest.id, manifest.version, manifest.icon)

export const riskOf = (manifest: Manifest) => highestRisk(manifest.permissions.map(({ id }) => id))

export const toVersionSummary = (version: VersionCore): VersionSummary => ({
  version: versionSchema.parse(version.version),
  status: version.state,
  digest: digestSchema.parse(version.digest),
  sizeBytes: version.sizeBytes,
  submittedAt: version.submittedAt.toISOString(),
  approvedAt: version.approvedAt?.toISOString() ?? null,
})

export function toVersionDetail(version: VersionCore): VersionDetail {
  const manifest = manifestOf(version)
  return {
    ...toVersionSummary(version),
    extension: manifest.id,
    name: manifest.name,
    description: manifest.description,
    abi: manifest.abi,
    license: manifest.license ?? null,
    homepage: manifest.homepage ?? null,
    repository: manifest.repository ?? null,
    keywords: manifest.keywords,
    categories: manifest.categories,
    risk: riskOf(manifest),
    permissions: manifest.permissions.map(toPermissionView),
    operations: toOperationViews(manifest),
    jobs: manifest.jobs.map((job) => ({
      name: qualifiedName(manifest.id, job.name),
      title: job.title ?? null,
      description: job.description ?? null,
      resumable: job.resumable,
    })),
    limits: manifest.limits,
    inspection: inspectionOf(version),
    files: filesOf(version),
    readmeHtml: version.readmeHtml,
    changelogHtml: version.changelogHtml,
    iconUrl: iconUrlOf(manifest),
    screenshotUrls: manifest.screenshots.map((path) => fileUrl(manifest.id, manifest.version, path)),
  }
}

/** To a tenth of a star; null of none. */
export const averageOf = (sum: number, count: number): number | null =>
  count === 0 ? null : Math.round((sum / count) * 10) / 10

/** Whether it stands in front of the store. */
export const isFeatured = (row: { featuredAt: Date | null; featuredUntil: Date | null }, now: Date): boolean =>
  row.featuredAt !== null && (row.featuredUntil === null || row.featuredUntil > now)

/** Nothing of what was never in front. */
export const toFeatured = (row: FeaturedRow, now: Date): FeaturedList['items'] =>
  row.featuredAt === null
    ? []
    : [
        {
          extension: extensionIdSchema.parse(row.id),
          name: row.name,
          publisher: row.publisher.name,
          since: row.featuredAt.toISOString(),
          until: row.featuredUntil?.toISOString() ?? null,
          ended: !isFeatured(row, now),
        },
      ]

export function toExtensionSummary(
  row: ExtensionRow & { latestVersion: VersionCore },
  { installs, now, tax }: { installs: number; now: Date; tax: TaxTerms },
): ExtensionSummary {
  const manifest = manifestOf(row.latestVersion)
  return {
    id: extensionIdSchema.parse(row.id),
    name: row.name,
    description: row.description,
    publisher: {
      slug: publisherSlugSchema.parse(row.publisher.slug),
      name: row.publisher.name,
      verified: row.publisher.verified,
    },
    version: manifest.version,
    categories: row.categories,
    abi: manifest.abi,
    risk: riskOf(manifest),
    pricing: withTax(pricingOf(row), tax),
    featured: isFeatured(row, now),
    rating: { average: averageOf(row.ratingSum, row.ratingCount), count: row.ratingCount },
    downloads: row.downloads,
    installs,
    iconUrl: iconUrlOf(manifest),
    updatedAt: row.updatedAt.toISOString(),
  }
}
