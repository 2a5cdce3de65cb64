export { TrialRunsModule } from './trial-runs.module.ts'
