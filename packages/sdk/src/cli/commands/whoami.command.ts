import type { Me } from '@grantry/contract'
import { Command } from 'commander'
import { connect } from '../connection.ts'
import { formatInstant } from '../format.ts'
import { printable } from '../printable.ts'
import { startRun } from '../run.ts'

export const whoamiCommand = () =>
  new Command('whoami')
    .summary('Show who is signed in')
    .description('Show who is signed in, with publishers, workspaces and what the token may do until when')
    .action(async (_options: object, command: Command) => {
      const run = await startRun(command)
      const { server, workspace } = run.settings
      const me = await connect(run).auth.me()
      const { user, token, publishers, workspaces } = me
      run.print({ json: { server, workspace, user, token, publishers, workspaces }, text: whoamiText(server, me) })
    })

const whoamiText = (server: string, { user, token, publishers, workspaces }: Me): string =>
  [
    `${printable(user.name)} <${printable(user.email)}>${user.admin ? ', admin' : ''} on ${server}`,
    ...(user.emailVerified ? [] : ['e-mail address: not confirmed; the account page sends you a link']),
    ...(token === null ? [] : [`token: ${tokenText(token)}`]),
    `publishers: ${names(publishers)}`,
    `workspaces: ${names(workspaces)}`,
  ].join('\n')

function tokenText({ name, scopes, workspace, expiresAt }: NonNullable<Me['token']>): string {
  const where = workspace === null ? '' : ` in ${workspace.slug} alone`
  return `${printable(name)}, may ${scopes.join(', ')}${where}, ends ${formatInstant(expiresAt)} UTC`
}

const names = (items: readonly { slug: string; role: string }[]) =>
  items.map(({ slug, role }) => `${slug} (${role})`).join(', ') || 'none'
