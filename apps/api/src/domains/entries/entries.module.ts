import { Module } from '@nestjs/common'
import { EntriesRemoval } from './entries-removal.service.ts'
import { EntriesRepository } from './entries.repository.ts'
import { EntriesService } from './entries.service.ts'
import { EntryBlobs } from './entry-blobs.service.ts'

@Module({
  providers: [EntriesRemoval, EntriesRepository, EntriesService, EntryBlobs],
  exports: [EntriesRemoval, EntriesService, EntryBlobs],
})
export class EntriesModule {}
