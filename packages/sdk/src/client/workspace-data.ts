import { path } from './path.ts'
import { problemFrom, unexpectedAnswer } from './problem.errors.ts'
import type { Transport } from './transport.ts'

/** What a workspace holds, a copy of it, and its end. */
export const workspaceDataResource = (transport: Transport) => ({
  /** How much there is: files against the quota, and what each install has left. */
  get: (workspace: string) =>
    transport.json({ method: 'GET', path: path`/v1/workspaces/${workspace}/data` }, 'WorkspaceData'),
  /** Address of a copy as lines of JSON, of the workspace or of one install: for a link. */
  exportUrl: (workspace: string, install?: string): string => transport.url(exportOf(workspace, install)),
  /** The same copy as a stream of bytes. Throws a `ProblemError` when the server refuses. */
  export: async (workspace: string, install?: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> => {
    const response = await transport.fetch(transport.url(exportOf(workspace, install)), {
      headers: transport.headers('GET'),
    })
    if (!response.ok) throw problemFrom(response.status, await response.text())
    if (response.body === null) throw unexpectedAnswer('The server sent no copy', response)
    return response.body
  },
  /** Deletes the log of an install; what it used is still counted. */
  deleteLog: (workspace: string, install: string) =>
    transport.send({ method: 'DELETE', path: path`/v1/workspaces/${workspace}/installs/${install}/logs` }),
  /** Deletes a workspace for good. `name` is its name, as somebody has typed it who means it. */
  deleteWorkspace: (workspace: string, name: string) =>
    transport.send({ method: 'POST', path: path`/v1/workspaces/${workspace}/delete`, body: { name } }),
})

const exportOf = (workspace: string, install: string | undefined) => ({
  path: path`/v1/workspaces/${workspace}/data/export`,
  query: { install },
})
