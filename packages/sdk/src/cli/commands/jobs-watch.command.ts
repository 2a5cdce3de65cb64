import { Command } from 'commander'
import { chooseWorkspace, connect } from '../connection.ts'
import { requireJobId } from '../job-id.ts'
import { startRun } from '../run.ts'
import { watchJob } from '../watch-job.ts'

const NOTES = `
A lost connection is made anew. Ctrl-C stops watching and leaves the job running.
Ends with 0 for a job that completed, 8 for one that failed and 9 for one that was cancelled. A paused job
is waited for. With --json each event is one line of JSON: {"event", "data"}.`

export const watchCommand = () =>
  new Command('watch')
    .summary('Watch a job until it ends')
    .description('Watch a job until it ends: how far it is, and warnings and errors as they come')
    .argument('<id>', 'id of the job')
    .addHelpText('after', NOTES)
    .action(async (id: string, _options: object, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const workspace = await chooseWorkspace(run, client)
      // A server that is not there, or does not know the job, is told at once and not waited for.
      const { jobType } = await client.jobs.get(workspace, requireJobId(id))
      run.note(`${jobType} ${id}`)
      await watchJob(run, client, workspace, id)
    })
