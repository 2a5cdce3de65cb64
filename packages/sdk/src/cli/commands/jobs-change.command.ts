import type { Job } from '@grantry/contract'
import { Command } from 'commander'
import type { Client } from '../../client/index.ts'
import { chooseWorkspace, connect } from '../connection.ts'
import { requireJobId } from '../job-id.ts'
import { stateText } from '../job-text.ts'
import { startRun } from '../run.ts'

interface Change {
  verb: 'pause' | 'resume' | 'cancel' | 'retry'
  summary: string
  description: string
}

export const pauseCommand = () =>
  changeCommand({
    verb: 'pause',
    summary: 'Let a job rest',
    description: 'Pause a job. A running one saves its state first; until then it is shown as about to pause',
  })

export const resumeJobCommand = () =>
  changeCommand({
    verb: 'resume',
    summary: 'Let a paused job go on',
    description: 'Let a paused job go on from its last checkpoint. From then on it runs with your rights',
  })

export const cancelCommand = () =>
  changeCommand({
    verb: 'cancel',
    summary: 'End a job for good',
    description: 'Cancel a job, and every job that it has started. What it has done so far stays',
  })

export const retryCommand = () =>
  changeCommand({
    verb: 'retry',
    summary: 'Give a failed job another try',
    description: 'Let a failed job go on from its last checkpoint. From then on it runs with your rights',
  })

const changeCommand = ({ verb, summary, description }: Change) =>
  new Command(verb)
    .summary(summary)
    .description(description)
    .argument('<id>', 'id of the job')
    .action(async (id: string, _options: object, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const job = await changeJob(client, await chooseWorkspace(run, client), id, verb)
      run.print({ json: job, text: `${job.jobType} ${job.id} is ${stateText(job)}` })
    })

const changeJob = (client: Client, workspace: string, id: string, verb: Change['verb']): Promise<Job> =>
  client.jobs[verb](workspace, requireJobId(id))
