import { type CallableOperation, PERMISSION_IDS, type PermissionId, PERMISSIONS } from '@grantry/contract'

type Properties = Record<string, { type?: string }>

const fieldsOf = (schema: Record<string, unknown> | null): string => {
  const properties = (schema?.['properties'] ?? {}) as Properties
  const required = (schema?.['required'] ?? []) as string[]
  const names = Object.keys(properties).map((name) => (required.includes(name) ? name : `${name}?`))
  return names.length === 0 ? '' : `\`${names.join(', ')}\``
}

/** The page that lists what extensions may call and ask for: one line for each operation and permission. */
export function renderReference(operations: readonly CallableOperation[]): string {
  const lines = [
    '# Platform operations and permissions',
    '',
    'Written by the server from its own registry; `npm run docs` writes it anew.',
    '',
    '## Operations',
    '',
    'Called by guests (`spacedrive_call`, `grantry.call`), over HTTP and with the CLI by the same name. Full JSON Schemas:',
    '`GET /v1/workspaces/:ws/operations`; with those of the installs, as OpenAPI: `GET /v1/workspaces/:ws/openapi.json`.',
    '',
    '| operation | what it does | input | permission |',
    '|---|---|---|---|',
    ...operations.map(
      ({ name, description, input, permission }) =>
        `| \`${name}\` | ${description ?? ''} | ${fieldsOf(input)} | ${permission === null ? 'none' : `\`${permission}\``} |`,
    ),
    '',
    '## Permissions',
    '',
    'What a manifest may ask for, and what that opens on this server. Logging, the clock and random numbers need none.',
    'Scopes are explained in [`extension.json`](manifest.md#permissions).',
    '',
    '| permission | in plain words | risk | opens |',
    '|---|---|---|---|',
    ...PERMISSION_IDS.map(
      (id) => `| \`${id}\` | ${PERMISSIONS[id].title} | ${PERMISSIONS[id].risk} | ${openedBy(id, operations)} |`,
    ),
    '',
  ]
  return lines.join('\n')
}

function openedBy(id: PermissionId, operations: readonly CallableOperation[]): string {
  if (id === 'extensions.call') return 'the operations of other extensions'
  const names = operations.filter(({ permission }) => permission === id).map(({ name }) => `\`${name}\``)
  return names.length === 0 ? 'nothing yet' : names.join(', ')
}
