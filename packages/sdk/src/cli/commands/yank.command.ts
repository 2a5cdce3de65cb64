import { Command } from 'commander'
import { CliError, usageError } from '../cli.errors.ts'
import { connect } from '../connection.ts'
import { getOwnVersion } from '../own-version.ts'
import { confirm } from '../prompt.ts'
import { startRun } from '../run.ts'

export const yankCommand = () =>
  new Command('yank')
    .summary('Stop new installs of a version')
    .description('Stop new installs of an approved version, for good; what is installed keeps running')
    .argument('<version>', 'ext@version')
    .option('--publisher <slug>', 'publisher it belongs to, when you have several')
    .option('--yes', 'do not ask')
    .action(async (text: string, options: { publisher?: string; yes?: true }, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const { publisher, extension, version } = await getOwnVersion(client, text, options.publisher)
      if (!options.yes && !run.canAsk()) throw usageError('Nobody can be asked here', 'Add --yes')
      if (!options.yes && !(await confirm(`Yank ${extension} ${version}? There is no way back.`)))
        throw new CliError({ exit: 'interrupted', code: 'declined', detail: 'Nothing was yanked' })
      await client.publishers.yank(publisher, extension, version)
      run.print({ json: { extension, version, publisher }, text: `${extension} ${version} is yanked` })
    })
