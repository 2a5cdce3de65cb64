import { Command } from 'commander'
import { EXIT_CODES } from '../exit-codes.ts'
import { formatTable } from '../format.ts'
import { startRun } from '../run.ts'

export const exitCodesCommand = () =>
  new Command('exit-codes')
    .description('Explain the exit codes')
    .addHelpText('after', `\n${exitCodesText()}`)
    .action(async (_options: object, command: Command) => {
      const run = await startRun(command)
      run.print({ json: EXIT_CODES, text: exitCodesText() })
    })

const exitCodesText = (): string =>
  formatTable(
    ['code', 'name', 'meaning'],
    Object.entries(EXIT_CODES).map(([name, { code, meaning }]) => [String(code), name, meaning]),
  )
