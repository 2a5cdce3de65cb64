import { inspect } from 'node:util'
import { CommanderError } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { EXIT_CODES } from './exit-codes.ts'
import { describeFailure, failureJson, failureText } from './failure-report.ts'
import { createProgram } from './program.ts'
import { endQuietlyOnClosedPipe, noteColors, writeNote } from './terminal.ts'

endQuietlyOnClosedPipe()
const program = createProgram(packageJson.version, process.argv.slice(2))
try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = wasHelp(error) ? helpExitCode(error) : report(error)
}

/** Help and version have been printed by the time they are thrown. */
function wasHelp(error: unknown): error is CommanderError {
  return error instanceof CommanderError && (error.exitCode === 0 || error.code === 'commander.help')
}

/** Help that nobody asked for stands in for a command that was missing. */
function helpExitCode(error: CommanderError): number {
  return error.exitCode === 0 ? EXIT_CODES.ok.code : EXIT_CODES.usage.code
}

function report(error: unknown): number {
  const failure = describeFailure(error)
  const text = failureText(failure)
  writeNote(program.opts().json ? failureJson(failure) : text.replace(/^error:/, noteColors.red('error:')))
  if (process.env.GRANTRY_DEBUG) writeNote(inspect(error))
  return EXIT_CODES[failure.exit].code
}
