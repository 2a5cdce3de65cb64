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
    .action(async (folder: string, _options: object, command: Command) => {
      const run = await startRun(command)
      const packed = await packExtension(folder)
      run.print({ json: packed, text: packText(packed) })
    })

const packText = ({ archive, sizeBytes, digest, files }: Packed): string =>
  [
    `Packed ${relative(process.cwd(), archive)}: ${count(files.length, 'file')}, ${formatBytes(sizeBytes)}`,
    `  ${digest}`,
  ].join('\n')
