import type { GrantInput, GrantView, Install, VersionDetail } from '@grantry/contract'
import { Command } from 'commander'
import { chooseWorkspace, connect } from '../connection.ts'
import { type ConsentOptions, consentTo, grantsFromOptions, withConsentOptions } from '../consent.ts'
import { getInstall } from '../find-install.ts'
import { startRun } from '../run.ts'
import { pointOutUnused } from '../unused-permissions.ts'
import { parseVersionReference } from '../versions.ts'

export const updateCommand = () =>
  withConsentOptions(new Command('update'))
    .summary('Move an install to another version')
    .description('Move an install to another version, after asking for what the version asks for anew')
    .argument('<extension>', 'ext for the newest version, or ext@version')
    .action(async (reference: string, options: ConsentOptions, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const wanted = parseVersionReference(reference)
      const workspace = await chooseWorkspace(run, client)
      const { id } = await getInstall(client, workspace, wanted.extension)
      const install = await client.installs.get(workspace, id)
      const target = wanted.version ?? install.updateAvailable
      if (target === null || target === install.version)
        return run.print({ json: install, text: `${install.extension} ${install.version} is up to date` })
      const version = await client.catalogue.getVersion(wanted.extension, target)
      const { settled, asked } = compareRequests(install, version)
      const given = grantsFromOptions(asked, options)
      const isOpen = asked.permissions.length > 0
      const added = isOpen
        ? await consentTo(run, asked, given, { deed: 'update', where: workspace, for: options.for, yes: options.yes })
        : []
      const grants = [...settled.map(toGrantInput), ...added]
      const updated = await client.installs.update(workspace, id, { version: target, grants })
      run.print({ json: updated, text: `Updated ${updated.extension} from ${install.version} to ${updated.version}` })
      pointOutUnused(run, updated.extension, await client.installs.uses(workspace, id))
    })

interface RequestChanges {
  /** Granted, and asked for as before: the decision stands. */
  settled: GrantView[]
  /** The version with no more than what is to be decided: what is new, asked for differently, or required and denied. */
  asked: VersionDetail
}

function compareRequests({ grants }: Install, version: VersionDetail): RequestChanges {
  const same = grants.filter(({ id, scope }) =>
    version.permissions.some((request) => request.id === id && JSON.stringify(request.scope) === JSON.stringify(scope)),
  )
  const isDecided = (id: string, optional: boolean) =>
    same.some((grant) => grant.id === id && (grant.granted || optional))
  const permissions = version.permissions.filter(({ id, optional }) => !isDecided(id, optional))
  return { settled: same.filter(({ granted }) => granted), asked: { ...version, permissions } }
}

/** As it stands, so that it stays whose consent it was. */
const toGrantInput = ({ id, grantedScope, expiresAt }: GrantView): GrantInput => ({
  permission: id,
  ...(grantedScope !== null && { scope: grantedScope }),
  ...(expiresAt !== null && { expiresAt }),
})
