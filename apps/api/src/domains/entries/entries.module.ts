import { Module } from '@nestjs/common'
import { EntriesRepository } from './entries.repository.ts'
import { EntriesService } from './entries.service.ts'

@Module({ providers: [EntriesRepository, EntriesService], exports: [EntriesService] })
export class EntriesModule {}
