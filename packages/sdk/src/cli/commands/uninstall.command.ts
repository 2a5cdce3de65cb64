import { Command } from 'commander'
import { CliError, usageError } from '../cli.errors.ts'
import { chooseWorkspace, connect } from '../connection.ts'
import { getInstall } from '../find-install.ts'
import { confirm } from '../prompt.ts'
import { startRun } from '../run.ts'

export const uninstallCommand = () =>
  new Command('uninstall')
    .summary('Remove an extension')
    .description('Remove an extension from a workspace; the files it has written stay, and so does its log')
    .argument('<extension>', 'id of the extension')
    .option('--yes', 'do not ask')
    .action(async (extension: string, { yes }: { yes?: true }, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const workspace = await chooseWorkspace(run, client)
      const install = await getInstall(client, workspace, extension)
      if (!yes && !run.canAsk()) throw usageError('Nobody can be asked here', 'Add --yes')
      if (!yes && !(await confirm(`Remove ${extension} ${install.version} from ${workspace}?`)))
        throw new CliError({ exit: 'interrupted', code: 'declined', detail: 'Nothing was removed' })
      await client.installs.remove(workspace, install.id)
      run.print({ json: { id: install.id, extension, workspace }, text: `Removed ${extension} from ${workspace}` })
      run.note(`grantry logs ${install.id} still shows its log`)
    })
