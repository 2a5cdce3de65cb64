import { relative } from 'node:path'
import { Command } from 'commander'
import { packExtension, type Packed } from '../../build/index.ts'
import { count, formatBytes } from '../format.ts'
import { startRun } from '../run.ts'

export const packCommand = () =>
  new Command('pack')
    .summary('Pack a built extension into a .tgz')
    .description('Pack what was built into dist/<id>-<version>.tgz; the same build always packs into the same bytes')
    .argument('[folder]', 'where extension.json is', '.')
    .option('--source-map', 'include the source map, so that stacks on the server name your files and lines')
    .action(async (folder: string, options: { sourceMap?: true }, command: Command) => {
      const run = await startRun(command)
      const packed = await packExtension(folder, { sourceMap: options.sourceMap ? 'included' : 'left out' })
      run.print({ json: packed, text: packText(packed) })
    })

const packText = ({ archive, sizeBytes, digest, files }: Packed): string =>
  [
    `Packed ${relative(process.cwd(), archive)}: ${count(files.length, 'file')}, ${formatBytes(sizeBytes)}`,
    `  ${digest}`,
  ].join('\n')
