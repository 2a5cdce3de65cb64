import type { CreateInstall, GrantTerms, PermissionId, SetGrants, UpdateInstall } from '@grantry/contract'
import { path } from './path.ts'
import type { Transport } from './transport.ts'

const grantPath = (workspace: string, install: string, permission: PermissionId) =>
  path`/v1/workspaces/${workspace}/installs/${install}/grants/${permission}`

/** Installs of a workspace: their grants and use. */
export const installsResource = ({ json, send }: Transport) => ({
  list: (workspace: string, query: { limit?: number; cursor?: string } = {}) =>
    json({ method: 'GET', path: path`/v1/workspaces/${workspace}/installs`, query }, 'InstallPage'),
  /** In every workspace of the person who is signed in, newest first; not for tokens. */
  listOwn: (query: { extension?: string; limit?: number; cursor?: string } = {}, signal?: AbortSignal) =>
    json({ method: 'GET', path: '/v1/me/installs', query, signal }, 'InstallPage'),
  create: (workspace: string, body: CreateInstall) =>
    json({ method: 'POST', path: path`/v1/workspaces/${workspace}/installs`, body }, 'Install'),
  get: (workspace: string, install: string) =>
    json({ method: 'GET', path: path`/v1/workspaces/${workspace}/installs/${install}` }, 'Install'),
  /** Replaces every grant; what is left out is revoked, and that holds from the next host call on. */
  setGrants: (workspace: string, install: string, body: SetGrants) =>
    json({ method: 'PUT', path: path`/v1/workspaces/${workspace}/installs/${install}/grants`, body }, 'Install'),
  /** Grants one permission, or grants it anew with another scope or time; the others stay as they are. */
  grant: (workspace: string, install: string, permission: PermissionId, terms: GrantTerms = {}) =>
    json({ method: 'PUT', path: grantPath(workspace, install, permission), body: terms }, 'Install'),
  /** Takes one permission back, from the next host call on; the others stay as they are. */
  revoke: (workspace: string, install: string, permission: PermissionId) =>
    json({ method: 'DELETE', path: grantPath(workspace, install, permission) }, 'Install'),
  /** Moves to another approved version; the grants given are the consent for what it adds. */
  update: (workspace: string, install: string, body: UpdateInstall = {}) =>
    json({ method: 'POST', path: path`/v1/workspaces/${workspace}/installs/${install}/update`, body }, 'Install'),
  /** Lets an install run again that the platform suspended. */
  resume: (workspace: string, install: string) =>
    json({ method: 'POST', path: path`/v1/workspaces/${workspace}/installs/${install}/resume` }, 'Install'),
  /** Removes the install; the files that it has written, its log and the audit stay. */
  remove: (workspace: string, install: string) =>
    send({ method: 'DELETE', path: path`/v1/workspaces/${workspace}/installs/${install}` }),
  /** What it did with each permission since it was installed, and which it never used. */
  uses: (workspace: string, install: string) =>
    json({ method: 'GET', path: path`/v1/workspaces/${workspace}/installs/${install}/uses` }, 'InstallUses'),
  usage: (workspace: string, install: string) =>
    json({ method: 'GET', path: path`/v1/workspaces/${workspace}/installs/${install}/usage` }, 'Usage'),
})
