import { Command } from 'commander'
import { cancelCommand, pauseCommand, resumeJobCommand, retryCommand } from './jobs-change.command.ts'
import { dispatchCommand } from './jobs-dispatch.command.ts'
import { listJobsCommand } from './jobs-list.command.ts'
import { jobLogsCommand } from './jobs-logs.command.ts'
import { showCommand } from './jobs-show.command.ts'
import { watchCommand } from './jobs-watch.command.ts'

export const jobsCommand = () =>
  new Command('jobs')
    .summary('Start, watch and stop the long work of extensions')
    .description('Start, watch and stop jobs: long work of extensions that survives crashes')
    .addCommand(dispatchCommand())
    .addCommand(listJobsCommand())
    .addCommand(showCommand())
    .addCommand(watchCommand())
    .addCommand(pauseCommand())
    .addCommand(resumeJobCommand())
    .addCommand(cancelCommand())
    .addCommand(retryCommand())
    .addCommand(jobLogsCommand())
