import type { Me } from '@grantry/contract'
import { Command } from 'commander'
import { connect } from '../connection.ts'
import { startRun } from '../run.ts'

export const whoamiCommand = () =>
  new Command('whoami')
    .summary('Show who is signed in')
    .description('Show who is signed in, with publishers and workspaces')
    .action(async (_options: object, command: Command) => {
      const run = await startRun(command)
      const { server, workspace } = run.settings
      const me = await connect(run).auth.me()
      const { user, publishers, workspaces } = me
      run.print({ json: { server, workspace, user, publishers, workspaces }, text: whoamiText(server, me) })
    })

const whoamiText = (server: string, { user, publishers, workspaces }: Me): string =>
  [
    `${user.name} <${user.email}>${user.admin ? ', admin' : ''} on ${server}`,
    `publishers: ${names(publishers)}`,
    `workspaces: ${names(workspaces)}`,
  ].join('\n')

const names = (items: readonly { slug: string; role: string }[]) =>
  items.map(({ slug, role }) => `${slug} (${role})`).join(', ') || 'none'
