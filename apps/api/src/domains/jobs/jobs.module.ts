import { Module, type OnModuleInit } from '@nestjs/common'
import { Queue } from '../../platform/queue/index.ts'
import { GrantsModule } from '../grants/index.ts'
import { CoreRegistry, OperationsModule } from '../operations/index.ts'
import { PurchasesModule } from '../purchases/index.ts'
import { WorkspacesModule } from '../workspaces/index.ts'
import { ClaimsRepository } from './claims.repository.ts'
import { DispatchService } from './dispatch.service.ts'
import { ExecutionServices } from './execution-services.ts'
import { JobChanges } from './job-changes.service.ts'
import { JobCommandsController } from './job-commands.controller.ts'
import { JobControl } from './job-control.service.ts'
import { JobEventsController } from './job-events.controller.ts'
import { JobMetrics } from './job-metrics.ts'
import { JobReadiness } from './job-readiness.service.ts'
import { JobRetention } from './job-retention.ts'
import { JobRunner } from './job-runner.service.ts'
import { JobTypesController } from './job-types.controller.ts'
import { JobTypesService } from './job-types.service.ts'
import { JobWatch } from './job-watch.service.ts'
import { JobsController } from './jobs.controller.ts'
import { jobsOperations } from './jobs.operations.ts'
import { JobsRepository } from './jobs.repository.ts'
import { JobsService } from './jobs.service.ts'
import { RunLedger } from './run-ledger.service.ts'
import { RunsRepository } from './runs.repository.ts'
import { WorkspaceOpenApiController } from './workspace-openapi.controller.ts'

@Module({
  imports: [GrantsModule, OperationsModule, PurchasesModule, WorkspacesModule],
  controllers: [
    JobEventsController,
    JobTypesController,
    JobCommandsController,
    JobsController,
    WorkspaceOpenApiController,
  ],
  providers: [
    ClaimsRepository,
    DispatchService,
    ExecutionServices,
    JobChanges,
    JobControl,
    JobMetrics,
    JobReadiness,
    JobRetention,
    JobRunner,
    JobTypesService,
    JobWatch,
    JobsRepository,
    JobsService,
    RunLedger,
    RunsRepository,
  ],
  exports: [DispatchService, JobTypesService],
})
export class JobsModule implements OnModuleInit {
  constructor(
    private readonly registry: CoreRegistry,
    private readonly queue: Queue,
    private readonly runner: JobRunner,
    private readonly control: JobControl,
    private readonly types: JobTypesService,
    private readonly dispatching: DispatchService,
    private readonly jobs: JobsService,
  ) {}

  onModuleInit(): void {
    const { types, dispatching, jobs, control } = this
    this.registry.register(jobsOperations({ types, dispatching, jobs, control }))
    this.queue.listen('job.queued', 'jobs', async () => this.runner.wake())
    this.queue.listen('install.resumed', 'jobs', ({ workspaceId, installId }) =>
      control.goOnWithInstall(workspaceId, installId),
    )
    this.queue.listen('install.removed', 'jobs', ({ workspaceId, installId }) =>
      control.cancelOfInstall(workspaceId, installId),
    )
  }
}
