export { BlobCorrupt, BlobMissing, BlobStore, digestOf } from './blob-store.ts'
export { BlobsModule } from './blobs.module.ts'
