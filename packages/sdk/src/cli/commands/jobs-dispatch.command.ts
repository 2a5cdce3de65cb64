import { Command } from 'commander'
import { chooseWorkspace, connect } from '../connection.ts'
import { findParamsSchema, readParams, withParamsOptions, type ParamsOptions } from '../job-params.ts'
import { stateText } from '../job-text.ts'
import { printableJson } from '../printable.ts'
import { startRun } from '../run.ts'
import { writeOutput } from '../terminal.ts'
import { watchJob } from '../watch-job.ts'

interface DispatchOptions extends ParamsOptions {
  watch?: true
}

const EXAMPLES = `
Examples:
  grantry jobs dispatch finance:email_scan --folder /mail --watch
  grantry jobs dispatch finance:email_scan --param folder=/mail
  grantry jobs dispatch finance:email_scan --params '{"folder": "/mail"}'
  grantry jobs dispatch finance:email_scan --params @params.json --json`

export const dispatchCommand = () =>
  withParamsOptions(new Command('dispatch'))
    .summary('Start a job')
    .description('Start a job that an installed extension declares; what it is told is checked before it begins')
    .usage('[options] <job> [--name value …]')
    .argument('<job>', 'ext:name')
    .argument('[params...]', '--name value for each parameter')
    .allowUnknownOption()
    .option('--watch', 'go on watching it, as jobs watch does')
    .addHelpText('after', EXAMPLES)
    .action(async (jobType: string, words: string[], options: DispatchOptions, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const workspace = await chooseWorkspace(run, client)
      const params = await readParams(options, () => findParamsSchema(client, workspace, jobType), words)
      const job = await client.jobs.dispatch(workspace, { jobType, params })
      if (options.watch && run.audience === 'machines') writeOutput(printableJson({ event: 'dispatched', data: job }))
      else run.print({ json: job, text: `Dispatched ${job.jobType}: ${job.id} (${stateText(job)})` })
      if (options.watch) await watchJob(run, client, workspace, job.id)
      else run.note(`grantry jobs watch ${job.id} shows how it goes`)
    })
