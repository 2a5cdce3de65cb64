import type { CreateSchedule, Schedule, UpdateSchedule } from '@grantry/contract'
import { Command } from 'commander'
import { CliError, usageError } from '../cli.errors.ts'
import { chooseWorkspace, connect } from '../connection.ts'
import { getInstall } from '../find-install.ts'
import { getSchedule } from '../find-schedule.ts'
import { findParamsSchema, readParams, withParamsOptions, type ParamsOptions } from '../job-params.ts'
import { oneLine } from '../job-text.ts'
import { allItems } from '../pages.ts'
import { confirm } from '../prompt.ts'
import { startRun } from '../run.ts'
import { nextText, schedulesText } from '../schedule-text.ts'

export const schedulesCommand = () =>
  new Command('schedules')
    .summary('Start jobs at set times')
    .description('Start jobs at set times, given as a cron expression')
    .addCommand(listCommand())
    .addCommand(createCommand())
    .addCommand(stateCommand('pause', 'Let a schedule rest: nothing is started until it is resumed'))
    .addCommand(stateCommand('resume', 'Let a paused schedule go on; times that have passed are not made up for'))
    .addCommand(deleteCommand())

const listCommand = () =>
  new Command('list')
    .description('List schedules, with the next time of each and what came of the last')
    .option('--install <extension>', 'only those of this installed extension')
    .action(async (options: { install?: string }, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const workspace = await chooseWorkspace(run, client)
      const install =
        options.install === undefined ? undefined : (await getInstall(client, workspace, options.install)).id
      const schedules = await Array.fromAsync(
        allItems((page) => client.schedules.list(workspace, { install, ...page })),
      )
      run.print({ json: schedules, text: schedulesText(schedules) })
    })

interface CreateOptions extends ParamsOptions {
  cron: string
  timezone?: string
  name?: string
}

const EXAMPLES = `
The five fields of a cron expression: minute, hour, day of the month, month, day of the week.

Examples:
  grantry schedules create finance:email_scan --cron "30 6 * * 1-5" --timezone Europe/Berlin --param folder=/mail
  grantry schedules create finance:email_scan --cron "0 * * * *" --name "Every hour"`

const createCommand = () =>
  withParamsOptions(new Command('create'))
    .description('Start a job at set times from now on')
    .argument('<job>', 'ext:name')
    .requiredOption('--cron <expression>', 'when, in five fields')
    .option('--timezone <name>', 'whose clock: a name such as Europe/Berlin; UTC when left out')
    .option('--name <name>', 'what to call it; the title of the job when left out')
    .addHelpText('after', EXAMPLES)
    .action(async (jobType: string, options: CreateOptions, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const workspace = await chooseWorkspace(run, client)
      const params = await readParams(options, () => findParamsSchema(client, workspace, jobType))
      const { cron, timezone, name } = options
      const body: CreateSchedule = { jobType, params, cron, timezone, name }
      const schedule = await client.schedules.create(workspace, body)
      run.print({ json: schedule, text: `Created the schedule ${scheduleText(schedule)}` })
    })

const stateCommand = (verb: 'pause' | 'resume', description: string) =>
  new Command(verb)
    .description(description)
    .argument('<schedule>', 'id or name')
    .action(async (named: string, _options: object, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const workspace = await chooseWorkspace(run, client)
      const { id } = await getSchedule(client, workspace, named)
      const change: UpdateSchedule = { state: verb === 'pause' ? 'paused' : 'active' }
      const schedule = await client.schedules.update(workspace, id, change)
      run.print({ json: schedule, text: `The schedule ${scheduleText(schedule)}` })
    })

const deleteCommand = () =>
  new Command('delete')
    .description('Delete a schedule; jobs that it has started go on')
    .argument('<schedule>', 'id or name')
    .option('--yes', 'do not ask')
    .action(async (named: string, { yes }: { yes?: true }, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const workspace = await chooseWorkspace(run, client)
      const schedule = await getSchedule(client, workspace, named)
      const name = oneLine(schedule.name)
      if (!yes && !run.canAsk()) throw usageError('Nobody can be asked here', 'Add --yes')
      if (!yes && !(await confirm(`Delete the schedule ${name} of ${schedule.jobType}?`)))
        throw new CliError({ exit: 'interrupted', code: 'declined', detail: 'Nothing was deleted' })
      await client.schedules.remove(workspace, schedule.id)
      run.print({ json: { id: schedule.id, name: schedule.name }, text: `Deleted the schedule ${name}` })
    })

/** `Scan a mailbox (id) is active; next at 2026-01-02 06:30:00 UTC`. */
function scheduleText(schedule: Schedule): string {
  const next = nextText(schedule)
  const state = `${oneLine(schedule.name)} (${schedule.id}) is ${schedule.state}`
  return next === '' ? state : `${state}; next at ${next} UTC`
}
