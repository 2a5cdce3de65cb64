import { Module } from '@nestjs/common'
import { ServerStatusController } from './server-status.controller.ts'
import { ServerStatusRepository } from './server-status.repository.ts'
import { ServerStatusService } from './server-status.service.ts'

@Module({ controllers: [ServerStatusController], providers: [ServerStatusRepository, ServerStatusService] })
export class ServerStatusModule {}
