import { join } from 'node:path'
import { Global, Module } from '@nestjs/common'
import { AppConfig } from '../../config/app-config.ts'
import { BlobStore, DirectoryBlobStore } from './blob-store.ts'

@Global()
@Module({
  providers: [
    {
      provide: BlobStore,
      inject: [AppConfig],
      useFactory: (config: AppConfig) => new DirectoryBlobStore(join(config.dataDir, 'blobs')),
    },
  ],
  exports: [BlobStore],
})
export class BlobsModule {}
