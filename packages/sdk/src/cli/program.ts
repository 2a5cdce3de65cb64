import { Command } from 'commander'
import { buildCommand } from './commands/build.command.ts'
import { packCommand } from './commands/pack.command.ts'

/** The whole command line. It throws what goes wrong and never ends the process. */
export function createProgram(version: string): Command {
  const program = new Command('grantry')
    .description('Make, publish, install and call extensions of a Grantry server')
    .version(version)
    .option('--json', 'print JSON, for machines')
    .option('--server <url>', 'server to talk to (or GRANTRY_SERVER)')
    .option('--workspace <workspace>', 'id or slug of a workspace (or GRANTRY_WORKSPACE)')
    .configureHelp({ showGlobalOptions: true })
  for (const create of COMMANDS) program.addCommand(prepared(create()))
  return prepared(program)
}

const COMMANDS = [buildCommand, packCommand]

/** Sub-commands do not inherit this from their parent when they are added ready-made. */
function prepared(command: Command): Command {
  command.exitOverride().configureOutput({ writeErr: () => undefined })
  for (const child of command.commands) prepared(child)
  return command
}
