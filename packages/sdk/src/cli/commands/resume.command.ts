import { Command } from 'commander'
import { chooseWorkspace, connect } from '../connection.ts'
import { getInstall } from '../find-install.ts'
import { startRun } from '../run.ts'

export const resumeCommand = () =>
  new Command('resume')
    .summary('Let a suspended extension run again')
    .description('Let an extension run again that the server suspended; calling it tells why it was')
    .argument('<extension>', 'id of the extension')
    .action(async (extension: string, _options: unknown, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const workspace = await chooseWorkspace(run, client)
      const { id } = await getInstall(client, workspace, extension)
      const install = await client.installs.resume(workspace, id)
      run.print({ json: install, text: `${extension} ${install.version} runs again in ${workspace}` })
    })
