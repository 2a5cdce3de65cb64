export { BlobRetention } from './blob-retention.service.ts'
export { BlobRetentionModule } from './blob-retention.module.ts'
