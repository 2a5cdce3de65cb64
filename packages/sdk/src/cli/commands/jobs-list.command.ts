import { JOB_STATES, type JobState, type JobSummary } from '@grantry/contract'
import { Command, Option } from 'commander'
import type { Client, JobSearch } from '../../client/index.ts'
import { chooseWorkspace, connect } from '../connection.ts'
import { getInstall } from '../find-install.ts'
import { formatInstant, formatTable, formatWhole } from '../format.ts'
import { oneLine, percentText, stateText } from '../job-text.ts'
import { allItems, firstItems } from '../pages.ts'
import { startRun } from '../run.ts'
import { parseAmount } from '../parse-amount.ts'

interface ListOptions {
  state?: JobState
  type?: string
  install?: string
  parent?: string
  limit: string
}

export const listJobsCommand = () =>
  new Command('list')
    .summary('List jobs, newest first')
    .description('List the jobs of a workspace, newest first')
    .addOption(new Option('--state <state>', 'only these').choices(JOB_STATES))
    .option('--type <job>', 'only jobs of this type, ext:name')
    .option('--install <extension>', 'only jobs of this installed extension')
    .option('--parent <id>', 'only jobs that this job has started, or none: those that no job has')
    .option('--limit <count>', 'how many', '50')
    .action(async (options: ListOptions, command: Command) => {
      const run = await startRun(command)
      const limit = parseAmount('--limit', options.limit)
      const client = connect(run)
      const workspace = await chooseWorkspace(run, client)
      const search = await searchOf(client, workspace, options)
      const list = allItems((page) => client.jobs.list(workspace, { ...search, ...page }))
      const jobs = await firstItems(list, limit)
      run.print({ json: jobs, text: jobsText(jobs) })
    })

async function searchOf(client: Client, workspace: string, options: ListOptions): Promise<JobSearch> {
  const { state, type, install, parent } = options
  const installId = install === undefined ? undefined : (await getInstall(client, workspace, install)).id
  return { state, jobType: type, install: installId, parent }
}

function jobsText(jobs: readonly JobSummary[]): string {
  if (jobs.length === 0) return 'There are no such jobs'
  return formatTable(['id', 'job', 'state', 'done', 'items', 'created', 'message'], jobs.map(jobRow))
}

const jobRow = (job: JobSummary): string[] => [
  job.id,
  job.jobType,
  stateText(job),
  percentText(job),
  formatWhole(job.counters.items),
  formatInstant(job.createdAt),
  oneLine(job.reason?.message ?? job.message ?? ''),
]
