import { Module, type OnModuleInit } from '@nestjs/common'
import { Queue } from '../../platform/queue/index.ts'
import { EntriesModule } from '../entries/index.ts'
import { GrantsModule } from '../grants/index.ts'
import { WorkspacesModule } from '../workspaces/index.ts'
import { CoreRegistry } from './core-registry.ts'
import { ExtensionCallsService } from './extension-calls.service.ts'
import { GuestRuntime } from '../../platform/guests/index.ts'
import { HostCallsService } from './host-calls.service.ts'
import { OperationsController } from './operations.controller.ts'
import { OperationsService } from './operations.service.ts'
import { RecordsController } from './records.controller.ts'
import { RecordsRepository } from './records.repository.ts'
import { RecordsService } from './records.service.ts'

@Module({
  imports: [EntriesModule, GrantsModule, WorkspacesModule],
  controllers: [OperationsController, RecordsController],
  providers: [
    CoreRegistry,
    ExtensionCallsService,
    HostCallsService,
    OperationsService,
    RecordsRepository,
    RecordsService,
  ],
  exports: [CoreRegistry, OperationsService],
})
export class OperationsModule implements OnModuleInit {
  constructor(
    private readonly guests: GuestRuntime,
    private readonly hostCalls: HostCallsService,
    private readonly queue: Queue,
  ) {}

  onModuleInit(): void {
    this.guests.connect(this.hostCalls)
    this.queue.listen('install.removed', ({ workspaceId, installId }) =>
      this.guests.runtime.discardData(workspaceId, installId),
    )
  }
}
