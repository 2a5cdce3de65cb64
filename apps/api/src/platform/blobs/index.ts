export { SHELVES } from './blob-paths.ts'
export { BlobCorrupt, BlobMissing, BlobStore, digestOf } from './blob-store.ts'
export { BlobsModule } from './blobs.module.ts'
export type { FindNamed, Swept } from './shelf-sweep.ts'
