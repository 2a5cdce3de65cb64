export { catalogErrors } from './catalog.errors.ts'
export { CatalogModule } from './catalog.module.ts'
export type { VersionRow } from './catalog.repository.ts'
export { CatalogService } from './catalog.service.ts'
export { renderMarkdown } from './markdown.ts'
export { PackageBlobs } from './package-blobs.service.ts'
export { ShelvesService } from './shelves.service.ts'
export { VersionsService } from './versions.service.ts'
export {
  averageOf,
  filesOf,
  iconUrlOf,
  inspectionOf,
  manifestOf,
  pricingOf,
  riskOf,
  toOperationViews,
  toPermissionView,
  toVersionDetail,
  toVersionSummary,
} from './views.ts'
