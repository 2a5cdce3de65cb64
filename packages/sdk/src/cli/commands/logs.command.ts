import { setTimeout as delay } from 'node:timers/promises'
import { LOG_LEVELS, type InstallLog, type LogLevel } from '@grantry/contract'
import { Command, Option } from 'commander'
import type { Client } from '../../client/index.ts'
import { chooseWorkspace, connect } from '../connection.ts'
import { getAnyInstall } from '../find-install.ts'
import { parseAmount } from '../parse-amount.ts'
import { printable, printableJson } from '../printable.ts'
import { startRun, type Run } from '../run.ts'
import { outputColors, writeOutput } from '../terminal.ts'

interface LogsOptions {
  follow?: true
  level?: LogLevel
  lines: string
}

const POLL_MS = 1_000
const PAGE_SIZE = 100

export const logsCommand = () =>
  new Command('logs')
    .summary('Show the log of an installed extension')
    .description('Show the log of an installed extension, oldest line first; with --json one line of JSON each')
    .argument('<extension>', 'id of the extension, or of an install, which may have been removed')
    .option('--follow', 'go on with new lines until Ctrl-C')
    .option('--lines <count>', 'how many of the newest lines to begin with', '50')
    .addOption(new Option('--level <level>', 'this level and above').choices(LOG_LEVELS))
    .action(async (extension: string, options: LogsOptions, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const workspace = await chooseWorkspace(run, client)
      const { id } = await getAnyInstall(client, workspace, extension)
      const read = readerOf(client, workspace, id, options.level)
      const lines = await read(null, parseAmount('--lines', options.lines))
      lines.forEach((line) => printLine(run, line))
      if (options.follow) await follow(run, read, lines.at(-1)?.id ?? null)
    })

/** Reads at most `limit` of the newest lines after the one with the id `last`, oldest first. */
type ReadLines = (last: string | null, limit: number) => Promise<InstallLog[]>

const readerOf =
  (client: Client, workspace: string, install: string, level: LogLevel | undefined): ReadLines =>
  async (last, limit) => {
    const lines: InstallLog[] = []
    let cursor: string | undefined
    do {
      const query = { level, cursor, limit: Math.min(PAGE_SIZE, limit - lines.length) }
      const page = await client.installs.logs(workspace, install, query)
      const known = page.items.findIndex(({ id }) => id === last)
      lines.push(...(known === -1 ? page.items : page.items.slice(0, known)))
      cursor = known === -1 ? (page.nextCursor ?? undefined) : undefined
    } while (cursor !== undefined && lines.length < limit)
    return lines.toReversed()
  }

async function follow(run: Run, read: ReadLines, last: string | null): Promise<never> {
  let newest = last
  for (;;) {
    await delay(POLL_MS)
    const lines = await read(newest, newest === null ? PAGE_SIZE : Infinity)
    lines.forEach((line) => printLine(run, line))
    newest = lines.at(-1)?.id ?? newest
  }
}

function printLine(run: Run, line: InstallLog): void {
  writeOutput(run.audience === 'machines' ? printableJson(line) : lineText(line))
}

const LEVEL_COLORS: Record<LogLevel, (text: string) => string> = {
  debug: outputColors.dim,
  info: outputColors.cyan,
  warn: outputColors.yellow,
  error: outputColors.red,
}

function lineText({ at, level, source, code, message }: InstallLog): string {
  const origin = source === 'host' ? `platform${code === null ? '' : ` ${code}`}: ` : ''
  return `${outputColors.dim(at)} ${LEVEL_COLORS[level](level.padEnd(5))} ${origin}${printable(message)}`
}
