import type { WorkspaceData } from '@grantry/contract'
import { Command } from 'commander'
import { randomUUID } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CliError, usageError } from '../cli.errors.ts'
import { chooseWorkspace, connect } from '../connection.ts'
import { getAnyInstall } from '../find-install.ts'
import { count, formatBytes, formatTable } from '../format.ts'
import { confirm } from '../prompt.ts'
import { startRun } from '../run.ts'

export const dataCommand = () =>
  new Command('data')
    .description('See, copy and delete what a workspace holds')
    .addCommand(showCommand())
    .addCommand(exportCommand())
    .addCommand(deleteLogCommand())

const showCommand = () =>
  new Command('show')
    .description('Show how much the workspace holds: files, and what each install has left')
    .action(async (_options: object, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const data = await client.workspaceData.get(await chooseWorkspace(run, client))
      run.print({ json: data, text: dataText(data) })
    })

const exportCommand = () =>
  new Command('export')
    .summary('Copy a workspace as lines of JSON')
    .description(
      'Copy a workspace as lines of JSON, files in base64: to the standard output, or to a file. ' +
        'With --install the grants, schedules and log of one install. The token needs the scope export',
    )
    .option('--install <extension>', 'id of an extension, or of an install, which may have been removed')
    .option('--out <file>', 'file to write; it must not be there yet')
    .action(async ({ install, out }: { install?: string; out?: string }, command: Command) => {
      if (out !== undefined) requireNew(out)
      const run = await startRun(command)
      const client = connect(run)
      const workspace = await chooseWorkspace(run, client)
      const id = install === undefined ? undefined : (await getAnyInstall(client, workspace, install)).id
      const copy = Readable.fromWeb(await client.workspaceData.export(workspace, id))
      await (out === undefined ? pipeline(copy, process.stdout, { end: false }) : writeWhole(copy, out))
      if (out !== undefined) run.note(`Written to ${out}`)
    })

/** Asked before the server is: it remembers every export. Throws a usage error. */
function requireNew(file: string): void {
  if (existsSync(file)) throw usageError(`There is a file ${file} already`, 'Name another one, or move it away')
}

/** Leaves a file with all of the copy, or none. */
async function writeWhole(copy: Readable, file: string): Promise<void> {
  const part = `${file}.${randomUUID()}.part`
  try {
    await pipeline(copy, createWriteStream(part, { flags: 'wx', mode: 0o600 }))
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

const deleteLogCommand = () =>
  new Command('delete-log')
    .description('Delete the log of an install; what it used is still counted')
    .argument('<extension>', 'id of the extension, or of an install, which may have been removed')
    .option('--yes', 'do not ask')
    .action(async (extension: string, { yes }: { yes?: true }, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const workspace = await chooseWorkspace(run, client)
      const install = await getAnyInstall(client, workspace, extension)
      if (!yes && !run.canAsk()) throw usageError('Nobody can be asked here', 'Add --yes')
      if (!yes && !(await confirm(`Delete the log of ${install.extension} in ${workspace}?`)))
        throw new CliError({ exit: 'interrupted', code: 'declined', detail: 'Nothing was deleted' })
      await client.workspaceData.deleteLog(workspace, install.id)
      run.print({ json: { install: install.id }, text: `Deleted the log of ${install.extension}` })
    })

function dataText({ entries, sidecars, quotaBytes, installs }: WorkspaceData): string {
  const used = formatBytes(entries.bytes + sidecars.bytes)
  const files = `${count(entries.count, 'file')} and ${count(sidecars.count, 'result')} beside them: ${used} of ${formatBytes(quotaBytes)}`
  if (installs.length === 0) return files
  const rows = installs.map(({ extension, status, log, calls, jobs, installId }) => [
    extension,
    status,
    String(log.lines),
    formatBytes(log.bytes),
    String(calls),
    String(jobs),
    installId,
  ])
  return `${files}\n\n${formatTable(['extension', 'status', 'log lines', 'bytes', 'calls', 'jobs', 'install'], rows)}`
}
