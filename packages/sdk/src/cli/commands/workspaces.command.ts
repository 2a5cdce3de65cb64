import type { Workspace } from '@grantry/contract'
import { Command } from 'commander'
import { connect } from '../connection.ts'
import { notFound, usageError } from '../cli.errors.ts'
import { formatTable } from '../format.ts'
import { allItems } from '../pages.ts'
import { printable } from '../printable.ts'
import { askLine, askSecret, readStandardInput } from '../prompt.ts'
import { startRun, type Run } from '../run.ts'
import { rememberWorkspace, speaksForAccount } from '../settings.ts'
import { withSession } from '../sign-in.ts'

export const workspacesCommand = () =>
  new Command('workspaces')
    .description('List, create, choose and delete workspaces')
    .addCommand(listCommand())
    .addCommand(createCommand())
    .addCommand(useCommand())
    .addCommand(deleteCommand())

const listCommand = () =>
  new Command('list')
    .description('List your workspaces; * marks the default one')
    .action(async (_options: object, command: Command) => {
      const run = await startRun(command)
      const workspaces = await listWorkspaces(run)
      run.print({ json: workspaces, text: workspacesText(workspaces, run.settings.workspace) })
    })

const createCommand = () =>
  new Command('create')
    .description('Create a workspace')
    .argument('<name>', 'name for people')
    .option('--slug <slug>', 'name in addresses; made from the name when left out')
    .action(async (name: string, { slug }: { slug?: string }, command: Command) => {
      const run = await startRun(command)
      const workspace = await connect(run).workspaces.create({ name, slug })
      if (run.settings.workspace === null) await rememberWorkspace(run.settings, workspace.slug)
      run.print({ json: workspace, text: `Created the workspace ${printable(workspace.name)} (${workspace.slug})` })
    })

const useCommand = () =>
  new Command('use')
    .description('Make a workspace the default of --workspace')
    .argument('<workspace>', 'id or slug')
    .action(async (named: string, _options: object, command: Command) => {
      const run = await startRun(command)
      if (run.settings.token !== null && !speaksForAccount(run.settings))
        throw usageError('The token of GRANTRY_TOKEN has no default workspace', 'Set GRANTRY_WORKSPACE')
      const workspace = (await listWorkspaces(run)).find(({ id, slug }) => id === named || slug === named)
      if (workspace === undefined) throw notFound(`You have no workspace ${named}`, 'Run grantry workspaces list')
      await rememberWorkspace(run.settings, workspace.slug)
      run.print({ json: workspace, text: `${workspace.slug} is the default workspace now` })
    })

interface DeleteOptions {
  name?: string
  passwordStdin?: true
}

const deleteCommand = () =>
  new Command('delete')
    .summary('Delete a workspace with all that is in it')
    .description(
      'Delete a workspace for good: its installs, files and logs. What was paid stays in the books. ' +
        'A subscription that renews has to be cancelled first. No token may do it: you are asked for your password',
    )
    .argument('<workspace>', 'id or slug')
    .option('--name <name>', 'its name, instead of being asked for it')
    .option('--password-stdin', 'read your password from standard input')
    .action(async (named: string, options: DeleteOptions, command: Command) => {
      const run = await startRun(command)
      const { server } = run.settings
      const workspace = (await listWorkspaces(run)).find(({ id, slug }) => id === named || slug === named)
      if (workspace === undefined) throw notFound(`You have no workspace ${named}`, 'Run grantry workspaces list')
      const name = options.name ?? (await askName(run, workspace))
      const { user } = await connect(run).auth.me()
      const credentials = { email: user.email, password: await passwordOf(run, user.email, options) }
      await withSession(server, credentials, (client) => client.workspaceData.deleteWorkspace(workspace.id, name))
      run.print({ json: { id: workspace.id }, text: `Deleted the workspace ${printable(workspace.name)}` })
    })

function askName(run: Run, { name }: Workspace): Promise<string> {
  if (!run.canAsk()) throw usageError('Nobody can be asked here', 'Add --name and --password-stdin')
  return askLine(`Type the name of the workspace to delete it (${printable(name)}): `)
}

function passwordOf(run: Run, email: string, { passwordStdin }: DeleteOptions): Promise<string> {
  if (passwordStdin) return readStandardInput()
  if (!run.canAsk()) throw usageError('Nobody can be asked here', 'Add --password-stdin')
  return askSecret(`Password of ${email}: `)
}

const listWorkspaces = (run: Run): Promise<Workspace[]> =>
  Array.fromAsync(allItems((query) => connect(run).workspaces.list(query)))

function workspacesText(workspaces: readonly Workspace[], current: string | null): string {
  if (workspaces.length === 0) return 'You have no workspace yet. Run grantry workspaces create <name>'
  const rows = workspaces.map(({ id, slug, name, role }) => [
    slug === current || id === current ? '*' : '',
    slug,
    printable(name),
    role,
    id,
  ])
  return formatTable(['', 'slug', 'name', 'role', 'id'], rows)
}
