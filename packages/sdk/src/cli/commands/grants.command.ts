import type { GrantTerms, GrantView, Install, PermissionId } from '@grantry/contract'
import { isPermissionId } from '@grantry/contract'
import { Command } from 'commander'
import type { Client } from '../../client/index.ts'
import { usageError } from '../cli.errors.ts'
import { chooseWorkspace, connect } from '../connection.ts'
import { parseGrant } from '../consent.ts'
import { getInstall } from '../find-install.ts'
import { grantsText } from '../grant-text.ts'
import { parseGrantTime } from '../grant-time.ts'
import { startRun } from '../run.ts'

export const grantsCommand = () =>
  new Command('grants')
    .summary('What an extension was granted, how far and for how long')
    .description('What an extension was granted, how far and for how long; every change holds from its next call on')
    .addCommand(listCommand())
    .addCommand(giveCommand())
    .addCommand(renewCommand())
    .addCommand(revokeCommand())

async function open(command: Command, extension: string) {
  const run = await startRun(command)
  const client = connect(run)
  const workspace = await chooseWorkspace(run, client)
  const { id } = await getInstall(client, workspace, extension)
  const print = (install: Install) => run.print({ json: install.grants, text: grantsText(install.grants, Date.now()) })
  return { client, workspace, id, print }
}

const EXTENSION = 'id of the extension'

const listCommand = () =>
  new Command('list')
    .description('Show each permission it asks for, and whether it has it until when')
    .argument('<extension>', EXTENSION)
    .action(async (extension: string, _options: object, command: Command) => {
      const { client, workspace, id, print } = await open(command, extension)
      print(await client.installs.get(workspace, id))
    })

const giveCommand = () =>
  new Command('give')
    .description('Grant one permission, in place of an earlier grant of it; the others stay as they are')
    .argument('<extension>', EXTENSION)
    .argument('<permission[=scope]>', 'optionally in a narrower scope (JSON)')
    .option('--for <time>', 'for how long: 30m, 12h, 7d, 2w; until it is revoked when left out')
    .action(async (extension: string, grant: string, options: { for?: string }, command: Command) => {
      const { permission, scope } = parseGrant(grant)
      const end = options.for === undefined ? {} : { expiresInSeconds: parseGrantTime(options.for) }
      const { client, workspace, id, print } = await open(command, extension)
      print(await client.installs.grant(workspace, id, permission, { ...(scope !== undefined && { scope }), ...end }))
    })

const renewCommand = () =>
  new Command('renew')
    .description('Grant again, from now on, what was granted for a time: as far and for as long as before')
    .argument('<extension>', EXTENSION)
    .argument('[permission]', 'this one alone; everything whose time is over when left out')
    .option('--for <time>', 'for another time: 30m, 12h, 7d, 2w')
    .action(async (extension: string, named: string | undefined, options: { for?: string }, command: Command) => {
      const seconds = options.for === undefined ? null : parseGrantTime(options.for)
      const permission = named === undefined ? null : parsePermission(named)
      const { client, workspace, id, print } = await open(command, extension)
      print(await renew(client, { workspace, id, permission, seconds }))
    })

interface Renewal {
  workspace: string
  id: string
  /** Null for everything whose time is over. */
  permission: PermissionId | null
  /** Null for as long as before. */
  seconds: number | null
}

async function renew(client: Client, { workspace, id, permission, seconds }: Renewal): Promise<Install> {
  let install = await client.installs.get(workspace, id)
  const renewable = install.grants.filter(({ id, expiresAt, ended }) =>
    permission === null ? ended !== null : id === permission && (ended !== null || expiresAt !== null),
  )
  if (renewable.length === 0)
    throw usageError(
      permission === null ? 'Nothing is over' : `${permission} is not granted for a time`,
      `Run grantry grants list ${install.extension}`,
    )
  for (const grant of renewable)
    install = await client.installs.grant(workspace, id, grant.id, termsAgain(grant, seconds))
  return install
}

/** As far as before, and for as long. */
function termsAgain({ grantedScope, grantedAt, expiresAt, ended }: GrantView, seconds: number | null): GrantTerms {
  const scope = ended?.scope ?? grantedScope ?? undefined
  const [from, to] = [ended?.grantedAt ?? grantedAt, ended?.at ?? expiresAt]
  const before = from === null || to === null ? 0 : (Date.parse(to) - Date.parse(from)) / 1_000
  return { ...(scope !== undefined && { scope }), expiresInSeconds: seconds ?? Math.max(60, Math.round(before)) }
}

const revokeCommand = () =>
  new Command('revoke')
    .description('Take permissions back, from the next call on; the others stay as they are')
    .argument('<extension>', EXTENSION)
    .argument('<permission...>')
    .action(async (extension: string, named: string[], _options: object, command: Command) => {
      const permissions = named.map(parsePermission)
      const { client, workspace, id, print } = await open(command, extension)
      let install = await client.installs.get(workspace, id)
      for (const permission of permissions) install = await client.installs.revoke(workspace, id, permission)
      print(install)
    })

function parsePermission(text: string): PermissionId {
  if (!isPermissionId(text)) throw usageError(`${text} is not a permission`)
  return text
}
