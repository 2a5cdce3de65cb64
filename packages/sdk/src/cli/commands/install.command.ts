import type { Install, VersionDetail } from '@grantry/contract'
import { Command } from 'commander'
import type { Client } from '../../client/index.ts'
import { usageError } from '../cli.errors.ts'
import { chooseWorkspace, connect } from '../connection.ts'
import { type ConsentOptions, consentTo, grantsFromOptions, withConsentOptions } from '../consent.ts'
import { count } from '../format.ts'
import { printable } from '../printable.ts'
import { type Run, startRun } from '../run.ts'
import { parseVersionReference, type VersionReference } from '../versions.ts'

interface InstallOptions extends ConsentOptions {
  createWorkspace?: true
}

export const installCommand = () =>
  withConsentOptions(new Command('install'))
    .summary('Install an extension, after asking for consent')
    .description('Install an extension in a workspace, after showing what it may do and asking')
    .argument('<extension>', 'ext, or ext@version')
    .option('--create-workspace', 'make the workspace if you do not have it yet')
    .action(async (reference: string, options: InstallOptions, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const version = await getVersion(client, parseVersionReference(reference))
      const given = grantsFromOptions(version, options)
      const workspace = await targetWorkspace(run, client, options)
      const grants = await consentTo(run, version, given, {
        deed: 'install',
        where: workspace,
        for: options.for,
        yes: options.yes,
      })
      if (options.createWorkspace) await ensureWorkspace(client, workspace)
      const install = await client.installs.create(workspace, {
        extension: version.extension,
        version: version.version,
        grants,
      })
      run.print({ json: install, text: [installText(install, workspace), ...jobTexts(version)].join('\n') })
    })

async function getVersion(client: Client, { extension, version }: VersionReference): Promise<VersionDetail> {
  return version === null
    ? (await client.catalogue.get(extension)).latest
    : client.catalogue.getVersion(extension, version)
}

async function targetWorkspace(run: Run, client: Client, { createWorkspace }: InstallOptions): Promise<string> {
  if (createWorkspace && run.settings.workspace === null) throw usageError('--create-workspace needs --workspace')
  return chooseWorkspace(run, client)
}

async function ensureWorkspace(client: Client, slug: string): Promise<void> {
  const { workspaces } = await client.auth.me()
  if (workspaces.some((workspace) => workspace.slug === slug || workspace.id === slug)) return
  await client.workspaces.create({ name: slug, slug })
}

function installText({ extension, version, grants, operations }: Install, workspace: string): string {
  const granted = grants.filter((grant) => grant.granted)
  return [
    `Installed ${extension} ${version} in ${workspace}, with ${count(granted.length, 'permission')}`,
    ...operations.map(
      ({ type, alias, title }) => `  grantry ${type} ${alias}${title === null ? '' : `  (${printable(title)})`}`,
    ),
  ].join('\n')
}

const jobTexts = ({ jobs }: VersionDetail): string[] =>
  jobs.map(({ name, title }) => `  grantry jobs dispatch ${name}${title === null ? '' : `  (${printable(title)})`}`)
