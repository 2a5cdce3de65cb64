import { Module, type OnModuleInit } from '@nestjs/common'
import { Queue } from '../../platform/queue/index.ts'
import { JobsModule } from '../jobs/index.ts'
import { WorkspacesModule } from '../workspaces/index.ts'
import { ScheduledDispatch } from './scheduled-dispatch.service.ts'
import { ScheduleSender } from './schedule-sender.service.ts'
import { SchedulesController } from './schedules.controller.ts'
import { SchedulesRepository } from './schedules.repository.ts'
import { SchedulesService } from './schedules.service.ts'

@Module({
  imports: [JobsModule, WorkspacesModule],
  controllers: [SchedulesController],
  providers: [ScheduledDispatch, ScheduleSender, SchedulesRepository, SchedulesService],
})
export class SchedulesModule implements OnModuleInit {
  constructor(
    private readonly queue: Queue,
    private readonly schedules: SchedulesRepository,
  ) {}

  onModuleInit(): void {
    this.queue.listen('install.removed', 'schedules', ({ workspaceId, installId }) =>
      this.schedules.removeOfInstall(workspaceId, installId),
    )
  }
}
