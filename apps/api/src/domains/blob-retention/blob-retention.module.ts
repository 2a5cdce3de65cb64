import { Module } from '@nestjs/common'
import { CatalogModule } from '../catalog/index.ts'
import { EntriesModule } from '../entries/index.ts'
import { BlobRetention } from './blob-retention.service.ts'
import { DatabaseIdentityRepository } from './database-identity.repository.ts'

@Module({ imports: [CatalogModule, EntriesModule], providers: [BlobRetention, DatabaseIdentityRepository] })
export class BlobRetentionModule {}
