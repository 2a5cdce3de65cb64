import { Command } from 'commander'
import { actionCommand } from './commands/action.command.ts'
import { adminCommand } from './commands/admin.command.ts'
import { buildCommand } from './commands/build.command.ts'
import { buyCommand } from './commands/buy.command.ts'
import { discardCommand, submitCommand } from './commands/drafts.command.ts'
import { earningsCommand } from './commands/earnings.command.ts'
import { exitCodesCommand } from './commands/exit-codes.command.ts'
import { grantsCommand } from './commands/grants.command.ts'
import { infoCommand } from './commands/info.command.ts'
import { initCommand } from './commands/init.command.ts'
import { installCommand } from './commands/install.command.ts'
import { jobsCommand } from './commands/jobs.command.ts'
import { loginCommand } from './commands/login.command.ts'
import { logoutCommand } from './commands/logout.command.ts'
import { logsCommand } from './commands/logs.command.ts'
import { packCommand } from './commands/pack.command.ts'
import { plansCommand } from './commands/plans.command.ts'
import { publishCommand } from './commands/publish.command.ts'
import { publishersCommand } from './commands/publishers.command.ts'
import { purchasesCommand } from './commands/purchases.command.ts'
import { queryCommand } from './commands/query.command.ts'
import { rateCommand } from './commands/rate.command.ts'
import { ratingsCommand, replyCommand } from './commands/ratings.command.ts'
import { resumeCommand } from './commands/resume.command.ts'
import { reviewCommand } from './commands/review.command.ts'
import { schedulesCommand } from './commands/schedules.command.ts'
import { searchCommand } from './commands/search.command.ts'
import { statusCommand } from './commands/status.command.ts'
import { testCommand } from './commands/test.command.ts'
import { uninstallCommand } from './commands/uninstall.command.ts'
import { updateCommand } from './commands/update.command.ts'
import { usesCommand } from './commands/uses.command.ts'
import { whoamiCommand } from './commands/whoami.command.ts'
import { dataCommand } from './commands/data.command.ts'
import { workspacesCommand } from './commands/workspaces.command.ts'
import { yankCommand } from './commands/yank.command.ts'

/** Headings of the help, each with its commands. */
const COMMANDS = {
  'Your account:': [loginCommand, logoutCommand, whoamiCommand, workspacesCommand, dataCommand, publishersCommand],
  'Make an extension:': [
    initCommand,
    buildCommand,
    testCommand,
    packCommand,
    publishCommand,
    submitCommand,
    discardCommand,
    yankCommand,
    statusCommand,
    replyCommand,
  ],
  'Find extensions:': [searchCommand, infoCommand, ratingsCommand, rateCommand],
  'Use extensions:': [
    installCommand,
    updateCommand,
    uninstallCommand,
    resumeCommand,
    grantsCommand,
    usesCommand,
    queryCommand,
    actionCommand,
    logsCommand,
  ],
  'Pay and be paid:': [buyCommand, purchasesCommand, plansCommand, earningsCommand],
  'Long work:': [jobsCommand, schedulesCommand],
  'Run a server:': [reviewCommand, adminCommand],
  'More:': [exitCodesCommand],
} as const

/**
 * The whole command line, for these words behind its name. It throws what goes wrong and never ends the process.
 */
export function createProgram(version: string, words: readonly string[] = []): Command {
  const program = new Command('grantry')
    .description('Make, publish, install and call extensions of a Grantry server')
    .option('--json', 'print JSON, for machines')
    .option('--server <url>', 'server to talk to (or GRANTRY_SERVER)')
    .option('--workspace <workspace>', 'id or slug of a workspace (or GRANTRY_WORKSPACE)')
    .commandsGroup('More:')
    .helpCommand('help [command]', 'Explain a command')
  for (const [heading, commands] of Object.entries(COMMANDS))
    for (const create of commands) program.addCommand(create().helpGroup(heading))
  // The program takes its options wherever they stand; behind a command, a version is part of what the command is told.
  if (beforeCommand(program, words).some(isVersionFlag) || !words.some(isVersionFlag)) program.version(version)
  return throwing(program)
}

const isVersionFlag = (word: string): boolean => word === '-V' || /^--version(?:=|$)/.test(word)

function beforeCommand(program: Command, words: readonly string[]): readonly string[] {
  const names = new Set(program.commands.map((command) => command.name()))
  const command = words.findIndex((word) => names.has(word))
  return command === -1 ? words : words.slice(0, command)
}

/** Commands that are added ready-made inherit none of this from their parent. */
function throwing(command: Command): Command {
  command
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .configureHelp({ showGlobalOptions: true })
  command.commands.forEach(throwing)
  return command
}
