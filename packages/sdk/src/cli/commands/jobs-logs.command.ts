import { JOB_LINE_KINDS, type JobLine, type JobLineKind } from '@grantry/contract'
import { Command, Option } from 'commander'
import type { Client } from '../../client/index.ts'
import { chooseWorkspace, connect } from '../connection.ts'
import { requireJobId } from '../job-id.ts'
import { lineText } from '../job-text.ts'
import { allItems, firstItems } from '../pages.ts'
import { parseAmount } from '../parse-amount.ts'
import { printableJson } from '../printable.ts'
import { startRun, type Run } from '../run.ts'
import { writeOutput } from '../terminal.ts'

interface LogsOptions {
  follow?: true
  kind?: JobLineKind
  lines: string
}

export const jobLogsCommand = () =>
  new Command('logs')
    .summary('Show what a job has written')
    .description('Show what a job has written, oldest line first; with --json one line of JSON each')
    .argument('<id>', 'id of the job')
    .option('--follow', 'go on with new lines until the job ends, or Ctrl-C')
    .option('--lines <count>', 'how many of the newest lines to begin with', '50')
    .addOption(new Option('--kind <kind>', 'only lines of this kind').choices(JOB_LINE_KINDS))
    .action(async (id: string, options: LogsOptions, command: Command) => {
      const run = await startRun(command)
      const limit = parseAmount('--lines', options.lines)
      const client = connect(run)
      const log = { client, workspace: await chooseWorkspace(run, client), id, kind: options.kind, limit }
      if (options.follow) await followLines(run, log)
      else printLines(run, await newestLines(log))
    })

interface JobLog {
  client: Client
  workspace: string
  id: string
  kind: JobLineKind | undefined
  limit: number
}

/** Oldest first. */
async function newestLines({ client, workspace, id, kind, limit }: JobLog): Promise<JobLine[]> {
  const lines = allItems((page) => client.jobs.logs(workspace, requireJobId(id), { kind, order: 'newest', ...page }))
  return (await firstItems(lines, limit)).toReversed()
}

/** What was written before is read once the stream has begun, so that no line falls between the two. */
async function followLines(run: Run, log: JobLog): Promise<void> {
  const printed = new Set<string>()
  const printNew = (lines: readonly JobLine[]) => {
    const wanted = lines.filter(({ id, kind }) => !printed.has(id) && (log.kind ?? kind) === kind)
    for (const { id } of wanted) printed.add(id)
    printLines(run, wanted)
  }
  // A server that is not there, or does not know the job, is told at once and not waited for.
  await log.client.jobs.get(log.workspace, requireJobId(log.id))
  const onLost = () => run.note('The connection was lost; trying again')
  let isFirst = true
  for await (const event of log.client.jobs.watch(log.workspace, log.id, { onLost })) {
    if (isFirst) printNew(await newestLines(log))
    isFirst = false
    if (event.event === 'lines') printNew(event.data.items)
  }
}

function printLines(run: Run, lines: readonly JobLine[]): void {
  for (const line of lines) writeOutput(run.audience === 'machines' ? printableJson(line) : lineText(line))
}
