import type { AddWorkspaceMember, CreateWorkspace, CreateWorkspaceToken } from '@grantry/contract'
import { path } from './path.ts'
import type { Transport } from './transport.ts'

/** Workspaces and their members. A workspace is named by its id or its slug. */
export const workspacesResource = ({ json, send }: Transport) => ({
  list: (query: { limit?: number; cursor?: string } = {}) =>
    json({ method: 'GET', path: '/v1/workspaces', query }, 'WorkspacePage'),
  get: (workspace: string) => json({ method: 'GET', path: path`/v1/workspaces/${workspace}` }, 'Workspace'),
  create: (body: CreateWorkspace) => json({ method: 'POST', path: '/v1/workspaces', body }, 'Workspace'),
  listMembers: (workspace: string) =>
    json({ method: 'GET', path: path`/v1/workspaces/${workspace}/members` }, 'WorkspaceMemberPage'),
  addMember: (workspace: string, body: AddWorkspaceMember) =>
    json({ method: 'POST', path: path`/v1/workspaces/${workspace}/members`, body }, 'WorkspaceMember'),
  removeMember: (workspace: string, userId: string) =>
    send({ method: 'DELETE', path: path`/v1/workspaces/${workspace}/members/${userId}` }),
  /** The tokens that open this workspace alone, whoever made them. For owners. */
  listTokens: (workspace: string) =>
    json({ method: 'GET', path: path`/v1/workspaces/${workspace}/tokens` }, 'WorkspaceTokenPage'),
  /** A token of one's own that opens this workspace alone. The answer is the only one that ever holds the token itself. */
  createToken: (workspace: string, body: CreateWorkspaceToken) =>
    json({ method: 'POST', path: path`/v1/workspaces/${workspace}/tokens`, body }, 'CreatedToken'),
  /** Ends a token of anybody that opens this workspace alone. For owners. */
  revokeToken: (workspace: string, token: string) =>
    send({ method: 'DELETE', path: path`/v1/workspaces/${workspace}/tokens/${token}` }),
})
