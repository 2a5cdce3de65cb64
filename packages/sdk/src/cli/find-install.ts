import { installIdSchema, type InstallSummary } from '@grantry/contract'
import type { Client } from '../client/index.ts'
import { notFound } from './cli.errors.ts'
import { allItems } from './pages.ts'

/** The install of an extension in a workspace. Throws not_found. */
export async function getInstall(client: Client, workspace: string, extension: string): Promise<InstallSummary> {
  for await (const install of allItems((query) => client.installs.list(workspace, query)))
    if (install.extension === extension && install.status !== 'removed') return install
  throw notFound(`${extension} is not installed in ${workspace}`, `Run grantry install ${extension}`)
}

/**
 * The install of an extension or, by its id, any install the workspace has ever had: a removed one is not listed, but
 * its log remains. Throws not_found.
 */
export const getAnyInstall = (client: Client, workspace: string, named: string): Promise<InstallSummary> =>
  installIdSchema.safeParse(named).success
    ? client.installs.get(workspace, named)
    : getInstall(client, workspace, named)
