import { type BeforeApplicationShutdown, Module, type OnModuleInit } from '@nestjs/common'
import { Metrics } from '../../platform/http/index.ts'
import { Queue } from '../../platform/queue/index.ts'
import { EntriesModule } from '../entries/index.ts'
import { GrantsModule } from '../grants/index.ts'
import { PublishersModule } from '../publishers/index.ts'
import { PurchasesModule } from '../purchases/index.ts'
import { WorkspacesModule } from '../workspaces/index.ts'
import { CallsBetweenService } from './calls-between.service.ts'
import { ChainGate } from './chain-gate.ts'
import { CoreRegistry } from './core-registry.ts'
import { ExtensionCallsService } from './extension-calls.service.ts'
import { GuestRuntime } from '../../platform/guests/index.ts'
import { FleetController } from './fleet.controller.ts'
import { FleetRepository } from './fleet.repository.ts'
import { FleetService } from './fleet.service.ts'
import { HostCallsService } from './host-calls.service.ts'
import { LogWatch } from './log-watch.service.ts'
import { LogsController } from './logs.controller.ts'
import { LogsRepository } from './logs.repository.ts'
import { LogsService } from './logs.service.ts'
import { OperationFinder } from './operation-finder.ts'
import { OperationsController } from './operations.controller.ts'
import { OperationsService } from './operations.service.ts'
import { QuarantineService } from './quarantine.service.ts'
import { RecordsController } from './records.controller.ts'
import { RecordsRepository } from './records.repository.ts'
import { RecordsService } from './records.service.ts'
import { exposeRuntime } from './runtime-metrics.ts'
import { UsageHistoryController } from './usage-history.controller.ts'
import { UsageHistoryRepository } from './usage-history.repository.ts'
import { UsageHistoryService } from './usage-history.service.ts'
import { UsageRetention } from './usage-retention.ts'
import { UsesRepository } from './uses.repository.ts'
import { UsesService } from './uses.service.ts'

@Module({
  imports: [EntriesModule, GrantsModule, PublishersModule, PurchasesModule, WorkspacesModule],
  controllers: [FleetController, LogsController, OperationsController, RecordsController, UsageHistoryController],
  providers: [
    CallsBetweenService,
    ChainGate,
    CoreRegistry,
    ExtensionCallsService,
    FleetRepository,
    FleetService,
    HostCallsService,
    LogWatch,
    LogsRepository,
    LogsService,
    OperationFinder,
    OperationsService,
    QuarantineService,
    RecordsRepository,
    RecordsService,
    UsageHistoryRepository,
    UsageHistoryService,
    UsageRetention,
    UsesRepository,
    UsesService,
  ],
  exports: [CoreRegistry, HostCallsService, LogsService, OperationsService, RecordsService, UsesService],
})
export class OperationsModule implements OnModuleInit, BeforeApplicationShutdown {
  constructor(
    private readonly guests: GuestRuntime,
    private readonly hostCalls: HostCallsService,
    private readonly quarantine: QuarantineService,
    private readonly records: RecordsService,
    private readonly queue: Queue,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.guests.connect(this.hostCalls, (culprit) => void this.quarantine.sandboxLost(culprit))
    exposeRuntime(this.metrics.registry, this.guests.runtime)
    this.queue.listen('install.removed', 'operations', ({ workspaceId, installId }) =>
      this.guests.runtime.discardData(workspaceId, installId),
    )
  }

  /** First the calls under way, then what they left to be written. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.guests.runtime.close()
    await this.records.flush()
  }
}
