import { Inject, Module, type OnModuleInit } from '@nestjs/common'
import { AppConfig } from '../../config/app-config.ts'
import { Queue } from '../../platform/queue/index.ts'
import { OperationsModule } from '../operations/index.ts'
import { ReviewModule } from '../review/index.ts'
import { TrialRunner } from './trial-runner.service.ts'
import { TrialRunsController } from './trial-runs.controller.ts'
import { TrialRunsRepository } from './trial-runs.repository.ts'
import { TrialRunsService } from './trial-runs.service.ts'

@Module({
  imports: [OperationsModule, ReviewModule],
  controllers: [TrialRunsController],
  providers: [TrialRunner, TrialRunsRepository, TrialRunsService],
})
export class TrialRunsModule implements OnModuleInit {
  constructor(
    private readonly queue: Queue,
    private readonly trials: TrialRunsService,
    private readonly runner: TrialRunner,
    @Inject(AppConfig) private readonly config: AppConfig,
  ) {}

  onModuleInit(): void {
    if (this.config.trialRuns === 'submission')
      this.queue.listen('version.submitted', 'trial-runs', ({ versionId }) => this.trials.submitted(versionId))
    this.queue.listen('trial_run.queued', 'trial-runs', ({ trialId }) => this.runner.run(trialId))
  }
}
