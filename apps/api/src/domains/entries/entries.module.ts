import { Module } from '@nestjs/common'
import { EntriesRemoval } from './entries-removal.service.ts'
import { EntriesRepository } from './entries.repository.ts'
import { EntriesService } from './entries.service.ts'

@Module({ providers: [EntriesRemoval, EntriesRepository, EntriesService], exports: [EntriesRemoval, EntriesService] })
export class EntriesModule {}
