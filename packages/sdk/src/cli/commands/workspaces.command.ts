import type { Workspace } from '@grantry/contract'
import { Command } from 'commander'
import { connect } from '../connection.ts'
import { notFound } from '../cli.errors.ts'
import { formatTable } from '../format.ts'
import { allItems } from '../pages.ts'
import { printable } from '../printable.ts'
import { startRun, type Run } from '../run.ts'
import { rememberWorkspace } from '../settings.ts'

export const workspacesCommand = () =>
  new Command('workspaces')
    .description('List, create and choose workspaces')
    .addCommand(listCommand())
    .addCommand(createCommand())
    .addCommand(useCommand())

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
