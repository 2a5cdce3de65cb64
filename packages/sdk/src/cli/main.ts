import { CommanderError } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { EXIT_CODES } from './exit-codes.ts'
import { describeFailure, failureJson, failureText } from './failure-report.ts'
import { createProgram } from './program.ts'
import { endQuietlyOnClosedPipe, noteColors, writeNote } from './terminal.ts'

endQuietlyOnClosedPipe()
const program = createProgram(packageJson.version)
try {
  await program.parseAsync()
} catch (error) {
  // Help and version that were asked for arrive here too.
  process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? EXIT_CODES.ok.code : report(error)
}

function report(error: unknown): number {
  const failure = describeFailure(error)
  const text = failureText(failure)
  writeNote(program.opts().json ? failureJson(failure) : text.replace(/^error:/, noteColors.red('error:')))
  if (process.env.GRANTRY_DEBUG && error instanceof Error) writeNote(error.stack ?? '')
  return EXIT_CODES[failure.exit].code
}
