import { LOG_LEVELS, type InstallLog, type LogFilterQuery, type LogLevel } from '@grantry/contract'
import { Command, Option } from 'commander'
import type { Client } from '../../client/index.ts'
import { chooseWorkspace, connect } from '../connection.ts'
import { getAnyInstall } from '../find-install.ts'
import { allItems, firstItems } from '../pages.ts'
import { parseAmount } from '../parse-amount.ts'
import { printableJson, printableRecord } from '../printable.ts'
import { startRun, type Run } from '../run.ts'
import { outputColors, writeOutput } from '../terminal.ts'

interface LogsOptions {
  follow?: true
  level?: LogLevel
  operation?: string
  grep?: string
  call?: string
  lines: string
}

const NOTES = `
With --follow a lost connection is made anew, and goes on behind the last line. Ctrl-C stops.`

export const logsCommand = () =>
  new Command('logs')
    .summary('Show the log of an installed extension')
    .description('Show the log of an installed extension, oldest line first; with --json one line of JSON each')
    .argument('<extension>', 'id of the extension, or of an install, which may have been removed')
    .option('--follow', 'go on with new lines until Ctrl-C')
    .option('--lines <count>', 'how many of the newest lines to begin with', '50')
    .addOption(new Option('--level <level>', 'this level and above').choices(LOG_LEVELS))
    .option('--operation <name>', 'lines of an operation or a job, and of what it called')
    .option('--grep <text>', 'lines with this text in them, in any case')
    .option('--call <id>', 'lines of one call')
    .addHelpText('after', NOTES)
    .action(async (extension: string, options: LogsOptions, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const workspace = await chooseWorkspace(run, client)
      const { id } = await getAnyInstall(client, workspace, extension)
      const { level, operation, grep, call } = options
      const log: Log = { client, workspace, install: id, filter: { level, operation, q: grep, call } }
      const lines = await newestLines(log, parseAmount('--lines', options.lines))
      printLines(run, lines)
      if (options.follow) await follow(run, log, lines.at(-1)?.id ?? '0')
    })

interface Log {
  client: Client
  workspace: string
  install: string
  filter: LogFilterQuery
}

/** Oldest first. */
async function newestLines({ client, workspace, install, filter }: Log, count: number): Promise<InstallLog[]> {
  const lines = allItems(({ limit, cursor }) =>
    client.installs.logs(workspace, install, { ...filter, cursor, limit: Math.min(limit, count) }),
  )
  return (await firstItems(lines, count)).toReversed()
}

async function follow(run: Run, { client, workspace, install, filter }: Log, after: string): Promise<void> {
  const onLost = () => run.note('The connection was lost; trying again')
  for await (const event of client.installs.watchLogs(workspace, install, { ...filter, after }, { onLost }))
    if (event.event === 'lines') printLines(run, event.data.items)
}

function printLines(run: Run, lines: readonly InstallLog[]): void {
  for (const line of lines) writeOutput(run.audience === 'machines' ? printableJson(line) : lineText(line))
}

const LEVEL_COLORS: Record<LogLevel, (text: string) => string> = {
  debug: outputColors.dim,
  info: outputColors.cyan,
  warn: outputColors.yellow,
  error: outputColors.red,
}

function lineText({ at, level, source, code, message }: InstallLog): string {
  const origin = source === 'host' ? `platform${code === null ? '' : ` ${code}`}: ` : ''
  return `${outputColors.dim(at)} ${LEVEL_COLORS[level](level.padEnd(5))} ${origin}${printableRecord(message)}`
}
