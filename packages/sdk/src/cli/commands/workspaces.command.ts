import type { Workspace } from '@grantry/contract'
import { Command } from 'commander'
import { connect } from '../connection.ts'
import { notFound, usageError } from '../cli.errors.ts'
import { formatTable } from '../format.ts'
import { allItems } from '../pages.ts'
import { printable } from '../printable.ts'
import { askLine } from '../prompt.ts'
import { startRun, type Run } from '../run.ts'
import { rememberWorkspace } from '../settings.ts'

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
      if (run.settings.workspace === null) await rememberWorkspace(run.settings.server, workspace.slug)
      run.print({ json: workspace, text: `Created the workspace ${printable(workspace.name)} (${workspace.slug})` })
    })

const useCommand = () =>
  new Command('use')
    .description('Make a workspace the default of --workspace')
    .argument('<workspace>', 'id or slug')
    .action(async (named: string, _options: object, command: Command) => {
      const run = await startRun(command)
      const workspace = (await listWorkspaces(run)).find(({ id, slug }) => id === named || slug === named)
      if (workspace === undefined) throw notFound(`You have no workspace ${named}`, 'Run grantry workspaces list')
      await rememberWorkspace(run.settings.server, workspace.slug)
      run.print({ json: workspace, text: `${workspace.slug} is the default workspace now` })
    })

const deleteCommand = () =>
  new Command('delete')
    .summary('Delete a workspace with all that is in it')
    .description(
      'Delete a workspace for good: its installs, files and logs. What was paid stays in the books. ' +
        'A subscription that renews has to be cancelled first',
    )
    .argument('<workspace>', 'id or slug')
    .option('--name <name>', 'its name, instead of being asked for it')
    .action(async (named: string, { name }: { name?: string }, command: Command) => {
      const run = await startRun(command)
      const workspace = (await listWorkspaces(run)).find(({ id, slug }) => id === named || slug === named)
      if (workspace === undefined) throw notFound(`You have no workspace ${named}`, 'Run grantry workspaces list')
      if (name === undefined && !run.canAsk()) throw usageError('Nobody can be asked here', 'Add --name')
      const typed = name ?? (await askLine(`Type the name of the workspace to delete it (${workspace.name}): `))
      await connect(run).workspaceData.deleteWorkspace(workspace.id, typed)
      run.print({ json: { id: workspace.id }, text: `Deleted the workspace ${printable(workspace.name)}` })
    })

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
