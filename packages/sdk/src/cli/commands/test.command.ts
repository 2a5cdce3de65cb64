import { Command } from 'commander'
import { buildExtension } from '../../build/index.ts'
import { CliError } from '../cli.errors.ts'
import { count } from '../format.ts'
import { startRun } from '../run.ts'
import { bundleTests } from '../../build/bundle-tests.ts'
import { runTests } from '../run-tests.ts'

export const testCommand = () =>
  new Command('test')
    .summary('Build an extension and run its tests')
    .description('Build the extension and run its tests, src/**/*.test.ts and test/**/*.test.ts')
    .argument('[folder]', 'where extension.json is', '.')
    .action(async (folder: string, _options: object, command: Command) => {
      const run = await startRun(command)
      const { manifest } = await buildExtension(folder)
      const files = await bundleTests(folder)
      if (files.length > 0 && (await runTests(folder, files)) === 'failed')
        throw new CliError({ exit: 'refused', code: 'tests_failed', detail: `Tests of ${manifest.id} failed` })
      const tested = files.length === 0 ? 'there are no tests' : `${count(files.length, 'test file')} passed`
      run.print({
        json: { id: manifest.id, version: manifest.version, testFiles: files.length },
        text: `${manifest.id} ${manifest.version} builds, and ${tested}`,
      })
    })
